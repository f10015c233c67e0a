#!/usr/bin/env python3
"""Measures the release build beside its peers, prints a table and writes bench.json.

usage: run.py [--only GROUP,…] [--runs N] [--seconds S] [--out FILE]
  groups: ladder segment probe images resizing documents http upload download listing slowloris
  BENCH_ONLY, BENCH_RUNS and BENCH_SECONDS set the same from outside (make bench). Ends with 1 if a row does not hold.
"""

import argparse
import dataclasses
import datetime
import os
import pathlib
import platform
import sys

import documents
import downloading
import http_service
import images
import inputs
import ladder
import listing
import probing
import report
import resizing
import segment
import slow_clients
import uploading
from measure import run

GROUPS = {
    "ladder": ladder.rows,
    "segment": segment.rows,
    "probe": probing.rows,
    "images": images.rows,
    "resizing": resizing.rows,
    "documents": documents.rows,
    "http": http_service.rows,
    "upload": uploading.rows,
    "download": downloading.rows,
    "listing": listing.rows,
    "slowloris": slow_clients.rows,
}


@dataclasses.dataclass(frozen=True)
class Bench:
    """What every group works with: the program, a folder for files, the source, and how often to repeat."""

    program: str
    work: pathlib.Path
    source: pathlib.Path
    runs: int


def main():
    options = arguments()
    work = inputs.ROOT / ".build" / "bench"
    work.mkdir(parents=True, exist_ok=True)
    program = inputs.ROOT / ".build" / "release" / "storage-service"
    bench = Bench(str(program), work, inputs.source(work, options.seconds), options.runs)
    rows = []
    for name in options.only:
        print(f"measuring {name}", flush=True)
        try:
            for row in GROUPS[name](bench):
                rows.append(row)
                print("  " + "  ".join(filter(None, [row.name, report.number(row.value), row.unit])), flush=True)
        except Exception as error:  # one group that cannot be measured must not hide the others
            rows.append(report.failed(name, error))
    print("\n" + report.table(rows))
    report.write(options.out, machine(options), rows)
    return 0 if all(row.holds is not False for row in rows) else 1


def arguments():
    environment = os.environ
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    groups = environment.get("BENCH_ONLY", ",".join(GROUPS))
    parser.add_argument("--only", default=groups, type=lambda text: text.split(","))
    parser.add_argument("--runs", default=environment.get("BENCH_RUNS", 3), type=int)
    parser.add_argument("--seconds", default=environment.get("BENCH_SECONDS", 60), type=int)
    parser.add_argument("--out", default=inputs.ROOT / "bench.json", type=pathlib.Path)
    options = parser.parse_args()
    if unknown := set(options.only) - GROUPS.keys():
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    return options


def machine(options):
    """What the figures were taken on."""
    models = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "ffmpeg": run(["ffmpeg", "-version"])[1].split()[2],
        "sourceSeconds": options.seconds,
        "runs": options.runs,
    }


if __name__ == "__main__":
    sys.exit(main())
