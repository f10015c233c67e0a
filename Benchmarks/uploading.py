"""Uploads of 1 GiB beside nginx's PUT and the same endpoint in FastAPI: each is acknowledged when its bytes are durable.

nginx cannot put chunks together. So chunked uploads stand beside two things: its PUT of the whole file, which is the other
way to have one file of 1 GiB in the end, and its PUTs of the pieces, which leave as many files and no sum.
"""

import json
import os
import statistics
import threading
import time

import inputs
import peers
import processes
import pump
from measure import alternate
from report import Row, alone, at_least
from server import API, Client, serving
from settings import MEGABYTE

SIZE = 1 << 30
MINIMUM_RUNS = 5
AT_ONCE = 16
WHOLE = "nginx PUT + fsync"
PIECES = "nginx PUTs of the pieces + fsync"
# Name, bytes a chunk, connections.
CHUNKED = [
    ("5 MiB chunks, one at a time", 5 << 20, 1),
    ("5 MiB chunks, 4 at a time", 5 << 20, 4),
    ("64 MiB chunks, one at a time", 64 << 20, 1),
    ("64 MiB chunks, 4 at a time", 64 << 20, 4),
]


def rows(bench):
    """All servers run for the whole group; each mode is measured on all of them in turn."""
    source = inputs.random_pdf(bench.work, SIZE)
    with serving(bench) as server, peers.nginx(bench) as nginx, peers.fastapi(bench) as fastapi:
        ours, theirs, python = Ours(bench, server, source), Put(bench, nginx, source), FastAPI(bench, fastapi, source)
        yield from compared("upload of 1 GiB, simple", bench, ours.whole, python.whole, {WHOLE: theirs.whole})
        for name, size, connections in CHUNKED:
            ours_chunked, python_chunked, pieces_apart = (
                lambda side=side: side.chunked(size, connections) for side in (ours, python, theirs))
            yield from compared(
                f"upload of 1 GiB, {name}", bench, ours_chunked, python_chunked,
                {WHOLE: theirs.whole, PIECES: pieces_apart})
    with serving(bench) as server:
        yield from memory(Ours(bench, server, source), server)


def compared(name, bench, ours, fastapi, nginx):
    """Throughput against all peers, and CPU seconds of the server, as medians of alternating runs.

    nginx: what it is asked to do, by the peer's name in the table.
    """
    peers_by_name = {**{peer: (work, 0.7) for peer, work in nginx.items()}, "FastAPI": (fastapi, 3)}
    results = alternate(max(bench.runs, MINIMUM_RUNS), ours, *(work for work, _ in peers_by_name.values()))
    speeds = [SIZE / MEGABYTE / statistics.median(seconds for seconds, _ in side) for side in results]
    cpu = [statistics.median(used for _, used in side) for side in results]
    for (peer, (_, target)), speed in zip(peers_by_name.items(), speeds[1:]):
        yield at_least(name, speeds[0], "MB/s", peer, speed, target)
    for peer, used in zip(peers_by_name, cpu[1:]):
        yield Row(f"{name}: server CPU", cpu[0], "s", peer, used, cpu[0] / used if used else None)


def memory(ours, server):
    """Growth of the resident size over 16 uploads at once, after one has warmed everything up."""
    for name, work in [
        ("simple", lambda: ours.many(AT_ONCE)),
        ("5 MiB chunks", lambda: ours.many_chunked(AT_ONCE, 5 << 20)),
    ]:
        ours.whole()
        ours.chunked(5 << 20, 4)
        before = processes.resident(server.process.pid)
        processes.forget_peak(server.process.pid)
        work()
        growth = (processes.resident(server.process.pid, "VmHWM") - before) / 2**20
        yield alone(f"{AT_ONCE} uploads of 1 GiB at once, {name}: growth of resident memory", growth, "MiB", below=64)


class Side:
    """One server; every method returns seconds of wall and CPU seconds of the server."""

    def __init__(self, bench, server, source):
        self.work, self.server, self.source = bench.work, server, source

    def send(self, requests, connections=1):
        return pump.send(self.work, self.server.port, requests, self.source, connections)

    def timed(self, work):
        """Starts from a disk at rest, and leaves nothing behind."""
        os.sync()
        used = self.server.cpu()
        start = time.perf_counter()
        work()
        wall = time.perf_counter() - start
        used = self.server.cpu() - used
        self.clear()
        return wall, used

    def clear(self):
        self.server.clear()


class Multipart(Side):
    """A server with `POST /upload` and the chunk protocol below `base`."""

    base = ""

    def form(self):
        boundary = "a-boundary-that-is-in-no-file"
        disposition = 'Content-Disposition: form-data; name="file"; filename="random.pdf"'
        before = f"--{boundary}\r\n{disposition}\r\nContent-Type: application/pdf\r\n\r\n"
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", **self.headers()}
        after = f"\r\n--{boundary}--\r\n"
        return pump.request(
            "POST", f"{self.base}/upload", headers, length=SIZE, before=before.encode(), after=after.encode())

    def whole(self):
        return self.timed(lambda: self.send([self.form()]))

    def many(self, count):
        return self.timed(lambda: self.send([self.form()] * count, connections=count))

    def chunked(self, size, connections):
        return self.timed(lambda: self.send_chunked(size, connections))

    def many_chunked(self, count, size):
        def work():
            threads = [threading.Thread(target=self.send_chunked, args=(size, 1)) for _ in range(count)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        return self.timed(work)

    def send_chunked(self, size, connections):
        wanted = {"filename": "random.pdf", "contentType": "application/pdf", "size": SIZE, "chunkSize": size}
        upload = self.call("/upload/init", wanted)["uploadId"]
        self.send([
            pump.request(
                "PUT", f"{self.base}/upload/chunk/{upload}",
                {"Content-Range": f"bytes {start}-{start + length - 1}/{SIZE}", **self.headers()}, start, length)
            for start, length in pieces(size)
        ], connections)
        self.call(f"/upload/complete/{upload}")

    def call(self, path, body=None):
        return json.loads(Client(self.server).send("POST", self.base + path, body))

    def headers(self):
        return {}


class Ours(Multipart):
    base = API

    def headers(self):
        return {"Authorization": f"Bearer {self.server.token}"}


class FastAPI(Multipart):
    pass


class Put(Side):
    """nginx: a PUT of the whole file, or of its pieces as files of their own; each over only when it is synced."""

    def whole(self):
        return self.timed(lambda: self.send([self.put("whole", 0, SIZE)]))

    def chunked(self, size, connections):
        requests = [self.put(str(start), start, length) for start, length in pieces(size)]
        return self.timed(lambda: self.send(requests, connections))

    def put(self, name, offset, length):
        return pump.request("PUT", f"/{name}", {}, offset, length, sync=str(self.server.files / name))


def pieces(size):
    """Offset and length of every chunk of the file."""
    return [(start, min(size, SIZE - start)) for start in range(0, SIZE, size)]
