"""Makes one picture smaller with pyvips, again and again, and prints what a result costs.

usage: thumbnail.py FILE WIDTH jpeg|avif QUALITY REPEATS
"""

import json
import resource
import sys
import time

import pyvips

path, width, form, quality, repeats = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
data = open(path, "rb").read()
suffix = {"jpeg": ".jpg", "avif": ".avif"}[form]
pyvips.cache_set_max(0)  # a picture asked for once is not asked for again


def result():
    small = pyvips.Image.thumbnail_buffer(data, width, height=10_000_000)
    return small.write_to_buffer(suffix, Q=quality, strip=True)


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


size = len(result())
start, start_cpu = time.monotonic(), processor_seconds()
for _ in range(repeats):
    result()
print(json.dumps({
    "wall": (time.monotonic() - start) / repeats,
    "cpu": (processor_seconds() - start_cpu) / repeats,
    "bytes": size,
}))
