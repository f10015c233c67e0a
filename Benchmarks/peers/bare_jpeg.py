"""The least that making a JPEG small costs: decodes FILE at half its size and encodes a picture of the wanted width.

Again and again for some seconds, in a process a core; nothing is made smaller in between. Prints the pictures a second.

usage: bare_jpeg.py FILE WIDTH QUALITY SECONDS
"""

import concurrent.futures
import io
import os
import sys
import time

from PIL import Image

path, width, quality, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])


def halved(data):
    picture = Image.open(io.BytesIO(data))
    # libjpeg-turbo's scaled decoding: a quarter of the size would be less than is wanted.
    picture.draft("RGB", (picture.width // 2, picture.height // 2))
    picture.load()
    return picture


def pictures_a_second(_):
    with open(path, "rb") as file:
        data = file.read()
    half = halved(data)
    small = half.resize((width, round(half.height * width / half.width)))
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        halved(data)
        small.save(io.BytesIO(), "JPEG", quality=quality)
        count += 1
    return count / (time.perf_counter() - start)


with concurrent.futures.ProcessPoolExecutor() as pool:
    print(sum(pool.map(pictures_a_second, range(os.cpu_count()))))
