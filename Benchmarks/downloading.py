"""Downloads of 1 GiB from the page cache, beside nginx with sendfile."""

import shutil
import statistics

import inputs
import peers
import pump
from measure import alternate
from report import at_least, at_most
from server import API, serving
from settings import MEGABYTE

SIZE = 1 << 30
MINIMUM_RUNS = 5


def rows(bench):
    """One connection, then four that share the file's quarters by `Range`."""
    source = inputs.random_pdf(bench.work, SIZE)
    with serving(bench) as server, peers.nginx(bench) as nginx:
        file = server.upload(source, "application/pdf")[0]
        shutil.copyfile(source, nginx.files / "file")
        ours = Side(bench, server, f"{API}/download/{file}", {"Authorization": f"Bearer {server.token}"})
        theirs = Side(bench, nginx, "/file", {})
        yield from compared("download of 1 GiB", bench, ours.whole, theirs.whole)
        yield from compared("download of 1 GiB, 4 ranges at a time", bench, ours.ranges, theirs.ranges)


def compared(name, bench, ours, nginx):
    """Throughput, and the server's CPU seconds a GiB, as medians of alternating runs after one run for warmth."""
    ours(), nginx()
    results = alternate(max(bench.runs, MINIMUM_RUNS), ours, nginx)
    speeds = [SIZE / MEGABYTE / statistics.median(seconds for seconds, _ in side) for side in results]
    cpu = [statistics.median(used for _, used in side) for side in results]
    yield at_least(name, speeds[0], "MB/s", "nginx sendfile", speeds[1], 0.9)
    yield at_most(f"{name}: server CPU", cpu[0], "s", "nginx sendfile", cpu[1], 0.15)


class Side:
    """One server; every method returns seconds of wall and CPU seconds of the server."""

    def __init__(self, bench, server, path, headers):
        self.work, self.server, self.path, self.headers = bench.work, server, path, headers

    def whole(self):
        return self.timed([pump.request("GET", self.path, self.headers)], 1)

    def ranges(self, count=4):
        size = SIZE // count
        return self.timed([
            pump.request("GET", self.path, {"Range": f"bytes={start}-{start + size - 1}", **self.headers})
            for start in range(0, SIZE, size)
        ], count)

    def timed(self, requests, connections):
        used = self.server.cpu()
        answers = pump.send(self.work, self.server.port, requests, connections=connections, statuses=(200, 206))
        used = self.server.cpu() - used
        if answers.received != SIZE:
            raise RuntimeError(f"{answers.received} of {SIZE} bytes came from {self.path}")
        return answers.wall, used
