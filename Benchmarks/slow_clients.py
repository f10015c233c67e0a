"""Ordinary requests while a thousand others dribble theirs (slow-loris)."""

import contextlib
import socket
import statistics
import threading
import time

import pump
from measure import alternate, percentile
from report import against
from server import API, serving

SLOW = 1000
REQUESTS = 4000
CONNECTIONS = 2
MINIMUM_RUNS = 5


def rows(bench):
    """The p99 of small authorised requests, with and without the slow connections in turn."""
    sample = bench.work / "sample.pdf"
    sample.write_bytes(b"%PDF-1.7\n%%EOF\n")
    with serving(bench) as server:
        file, _ = server.upload(sample, "application/pdf")
        authorization = {"Authorization": f"Bearer {server.token}"}
        small = [pump.request("GET", f"{API}/files/{file}", authorization)] * REQUESTS

        def measured():
            return pump.send(bench.work, server.port, small, connections=CONNECTIONS).seconds

        def among_slow_ones():
            with dribbling(server.port, authorization):
                return measured()

        measured()
        quiet, disturbed = alternate(max(bench.runs, MINIMUM_RUNS), measured, among_slow_ones)
        for share in (0.5, 0.99):
            alone, among = (
                1000 * statistics.median(percentile(seconds, share) for seconds in side) for side in (quiet, disturbed))
            name = f"small request among {SLOW} slow connections: p{100 * share:.0f}"
            yield against(name, among, "ms", "without them", alone, ratio_at_most=2 if share == 0.99 else None)


@contextlib.contextmanager
def dribbling(port, headers):
    """Keeps `SLOW` connections busy for the length of a `with`: half never end their head, half never end their body."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    heads = [
        "GET / HTTP/1.1\r\nHost: slow\r\nX-Slow: ",
        f"POST {API}/upload HTTP/1.1\r\nHost: slow\r\n{fields}Content-Length: 1000000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="file"; filename="slow.pdf"\r\n\r\n%PDF-1.7\n',
    ]
    crowd = [Slow(port, heads[index % 2].encode()) for index in range(SLOW)]
    over = threading.Event()
    thread = threading.Thread(target=feed, args=(crowd, over))
    thread.start()
    try:
        time.sleep(1)  # all are under way, and the server has come to rest
        yield
    finally:
        over.set()
        thread.join()
        for slow in crowd:
            slow.connection.close()


class Slow:
    """One slow caller, which comes back when the server has had enough of it."""

    def __init__(self, port, head):
        self.port, self.head = port, head
        self.open()

    def open(self):
        self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        self.connection.sendall(self.head)
        self.connection.setblocking(False)

    def dribble(self):
        try:
            self.connection.send(b"x")
        except OSError:
            self.connection.close()
            self.open()


def feed(crowd, over):
    """One byte a second from each, evenly spread, until it is over."""
    while True:
        for slow in crowd:
            if over.wait(1 / len(crowd)):
                return
            slow.dribble()
