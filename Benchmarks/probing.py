"""Indexing a file of one hour."""

import json
import statistics

import inputs
from measure import alternate, median, run
from report import Row, against


def rows(bench):
    """The time for the media index, inside a process that is up, and how much of the file it reads."""
    hour = inputs.hour(bench.work, bench.source)
    command = [bench.program, "bench", "probe", str(hour), "--runs", str(max(bench.runs, 5))]
    ours, peers = alternate(
        max(bench.runs, 3),
        lambda: json.loads(run(command)[1]),
        lambda: run(["ffprobe", "-v", "error", "-show_format", "-show_streams", str(hour)])[0],
    )
    milliseconds = 1000 * statistics.median(seconds for one in ours for seconds in one["runs"])
    row = against("probe of 1 h", milliseconds, "ms", "ffprobe -show_streams", 1000 * median(peers).wall)
    row.target, row.holds = "< 100 ms", milliseconds < 100
    yield row
    share = 100 * ours[0]["bytes"] / hour.stat().st_size
    yield Row("probe of 1 h: bytes read", share, "%", target="< 1 %", holds=share < 1)
