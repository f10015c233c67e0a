"""The text that a document has as text, beside pdftotext."""

import json
import statistics

import papers
from measure import alternate, median, run
from report import Row, against

PAGES = 117
REPEATS = 10
PAGES_A_SECOND = 300


def rows(bench):
    """The document in a process that is up, and as a whole command."""
    paper = str(papers.many_pages(bench.work))

    def ours(repeats):
        return run([bench.program, "bench", "text", paper, "--runs", str(repeats)])

    # Worker processes count with the command that has started them. What one document takes is what ten more take, so
    # that starting them is left out.
    once, often, command, peer = alternate(
        max(bench.runs, 3),
        lambda: ours(1)[0],
        lambda: ours(1 + REPEATS),
        lambda: run([bench.program, "text", paper])[0],
        lambda: run(["pdftotext", paper, "-"])[0],
    )
    cpu = (median([cost for cost, _ in often]).cpu - median(once).cpu) / REPEATS
    peer_cpu = median(peer).cpu
    speed = Row("native text of 117 pages: speed", PAGES / cpu, "pages/s/core", "pdftotext", PAGES / peer_cpu)
    speed.target, speed.holds = f"≥ {PAGES_A_SECOND} pages/s/core", PAGES / cpu >= PAGES_A_SECOND
    speed.ratio = speed.value / speed.peerValue
    yield speed
    yield against("native text of 117 pages: CPU", 1000 * cpu, "ms", "pdftotext", 1000 * peer_cpu, ratio_at_most=1.2)
    wall = statistics.median(seconds for _, output in often for seconds in json.loads(output)["runs"][1:])
    yield against("native text of 117 pages: wall", 1000 * wall, "ms", "pdftotext", 1000 * median(peer).wall)
    whole, peer_whole = 1000 * median(command).cpu, 1000 * peer_cpu
    yield against("native text of 117 pages, whole command: CPU", whole, "ms", "pdftotext", peer_whole)
