"""Runs programs and says what they cost."""

import dataclasses
import math
import os
import statistics
import subprocess
import tempfile
import time


@dataclasses.dataclass(frozen=True)
class Cost:
    """What one run took: seconds of wall and of user + system CPU, and the peak resident memory in bytes."""

    wall: float
    cpu: float
    memory: int


def run(command, output=None):
    """Runs `command` to its end and returns its cost and its standard output. A failure raises with its last words."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output or out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            err.seek(0)
            words = err.read().decode(errors="replace").strip().splitlines()[-3:]
            raise RuntimeError(f"{command[0]} ended with {child.returncode}: {' / '.join(words)}")
        out.seek(0)
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024), out.read().decode()


def alternate(runs, *sides):
    """Calls every side `runs` times, in turn, so that all see the same machine; returns a list of results per side."""
    results = [[] for _ in sides]
    for _ in range(runs):
        for side, kept in zip(sides, results):
            kept.append(side())
    return results


def median(costs):
    """The cost with every figure the median of its own."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        int(statistics.median(cost.memory for cost in costs)),
    )


def median_of(results, key):
    """The median of one figure of several results."""
    return statistics.median(result[key] for result in results)


def percentile(values, share):
    """The smallest value that at least `share` (0…1) of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
