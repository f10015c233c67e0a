"""How long it takes to read scanned pages, beside the commands that a careful user joins, and beside OCRmyPDF."""

import concurrent.futures
import json
import statistics
import time

import accuracy
import papers
from measure import alternate, percentile, run
from report import against, alone
from server import API, Client, serving

PAGES = 4
ORDINARY_PAGES = 12


def rows(bench):
    yield from four_pages(bench)
    yield from ordinary_page(bench)


def four_pages(bench):
    """Four scanned pages, each side as a whole command."""
    scan = papers.four_pages(bench.work)
    command = [bench.program, "ocr", str(scan), "--language", "fr"]
    # Run this way it takes no longer than with Tesseract's own threads.
    searchable = [
        "env", "OMP_THREAD_LIMIT=1", "ocrmypdf", "-j2", "-l", "fra", "--output-type", "pdf", str(scan),
        str(bench.work / "searchable.pdf"),
    ]
    accurate, fast, commands = alternate(
        bench.runs,
        lambda: run(command)[0].wall,
        lambda: run([*command, "--fast"])[0].wall,
        lambda: by_commands(scan),
    )
    # It takes twice as long as all of the others, so that it has fewer turns.
    (ocrmypdf,) = alternate(max(1, bench.runs // 2), lambda: run(searchable)[0].wall)
    accurate, fast, commands, ocrmypdf = (statistics.median(walls) for walls in (accurate, fast, commands, ocrmypdf))
    peer = "pdftoppm + tesseract, two at a time"
    yield against("scan of 4 pages: wall", accurate, "s", peer, commands, ratio_at_most=1.0)
    yield against("scan of 4 pages, fast: wall", fast, "s", peer, commands, ratio_at_most=0.7)
    yield against("scan of 4 pages: wall", accurate, "s", "ocrmypdf -j2", ocrmypdf, ratio_at_most=0.4)


def by_commands(scan):
    """Seconds that pdftoppm and tesseract take for all pages, each page on one core, two at a time."""
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for _ in pool.map(lambda number: accuracy.page_by_commands(scan, number, "fra"), range(1, PAGES + 1)):
            pass
    return time.monotonic() - start


def ordinary_page(bench):
    """A page of 32 lines that nobody has read before, from the request to the text, one after the other."""
    page = papers.scan(bench.work, "ordinary-page", pages=1, lines=32)
    with serving(bench) as server:
        client, times = Client(server), []
        for _ in range(ORDINARY_PAGES):
            file, _ = server.upload(page, "application/pdf")
            start = time.monotonic()
            answer = json.loads(client.send("POST", f"{API}/transform/ocr", {"fileId": file, "language": "fr"}))
            times.append(time.monotonic() - start)
        words = len(answer["text"].split())
    if words < 380:
        raise RuntimeError(f"only {words} words were read")
    yield alone("A4 page of 300 dpi over HTTP: p50", percentile(times, 0.5), "s")
    yield alone("A4 page of 300 dpi over HTTP: p95", percentile(times, 0.95), "s", below=1.5)
