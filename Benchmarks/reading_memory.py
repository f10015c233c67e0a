"""What reading scans takes of memory, by a running service and its worker processes together."""

import json
import time

import papers
from memory_watch import watched
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
        with watched(server.process.pid) as watch:
            finished(server, [ordered(server, file)])
        yield alone(f"OCR of {PAGES} pages: memory above idle", (watch.peak - idle) / MEBIBYTE, "MiB", below=400)
        files = [server.upload(short, "application/pdf")[0] for _ in range(DOCUMENTS)]
        with watched(server.process.pid) as watch:
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
