"""What reading scans takes of memory, by a running service and its worker processes together."""

import contextlib
import json
import threading
import time

import papers
from processes import tree_memory
from report import Row, alone
from server import API, Client, serving

PAGES = 117
DOCUMENTS = 20
MEBIBYTE = 2**20


def rows(bench):
    long = papers.scan(bench.work, "long-scan", PAGES, lines=6)
    short = papers.scan(bench.work, "short-scan", 2, lines=6)
    with serving(bench) as server:
        idle = tree_memory(server.process.pid)
        file, _ = server.upload(long, "application/pdf")
        with watched(server) as watch:
            finished(server, [ordered(server, file)])
        yield alone(f"OCR of {PAGES} pages: memory above idle", (watch.peak - idle) / MEBIBYTE, "MiB", below=400)
        files = [server.upload(short, "application/pdf")[0] for _ in range(DOCUMENTS)]
        with watched(server) as watch:
            finished(server, [ordered(server, file) for file in files])
        growth = (watch.peak - idle) / MEBIBYTE
        yield alone(f"OCR of {DOCUMENTS} documents at once: memory above idle", growth, "MiB", below=400)
        yield Row(f"OCR of {DOCUMENTS} documents at once: memory in swap", watch.swapped / MEBIBYTE, "MiB")


def ordered(server, file):
    """The path of a job that reads `file`."""
    client = Client(server)
    client.headers["Prefer"] = "respond-async"
    job = json.loads(client.send("POST", f"{API}/transform/ocr", {"fileId": file, "language": "fr"}))
    return f"{API}/jobs/{job['jobId']}"


def finished(server, jobs):
    """Waits until all have ended; raises if one has not ended well."""
    client = Client(server)
    for path in jobs:
        while (job := json.loads(client.fetch(path)[0]))["state"] in ("queued", "running"):
            time.sleep(0.1)
        if job["state"] != "succeeded":
            raise RuntimeError(f"{path}: {job}")


class Watch:
    """Looks ten times a second at what the service holds."""

    def __init__(self, server):
        self.peak, self.swapped, self.ended = 0, 0, threading.Event()
        self.server = server
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.ended.wait(0.1):
            root = self.server.process.pid
            self.peak = max(self.peak, tree_memory(root))
            self.swapped = max(self.swapped, tree_memory(root, "SwapPss"))


@contextlib.contextmanager
def watched(server):
    """A watch over the service for the length of a `with`."""
    watch = Watch(server)
    watch.thread.start()
    try:
        yield watch
    finally:
        watch.ended.set()
        watch.thread.join()
