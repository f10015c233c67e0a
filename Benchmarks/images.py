"""One picture made smaller, beside pyvips and thumbor; and what ten thousand of them leave in memory."""

import json
import statistics
import subprocess

import inputs
import peers
from measure import alternate, run
from memory_watch import watched
from report import Row, against, alone

PHOTO = inputs.ROOT.parent / "shared" / "media" / "image" / "photo-plain.jpg"
WIDTH = 720
QUALITY = 80
# libvips counts the quality of AVIF differently: this looks like JPEG's 80.
AVIF_QUALITY = 50
REPEATS = 40
MANY = 10_000


def rows(bench):
    photo = photograph(bench.work)
    yield from small(bench, photo, "jpeg", REPEATS, QUALITY, "thumbnail_buffer", cpu_at_most=0.6)
    yield from small(bench, photo, "avif", 15, AVIF_QUALITY, "effort of libvips", cpu_at_most=0.25, bytes_at_most=1.1)
    yield from memory(bench, photo)


def photograph(work):
    """The real photograph of 2725 × 2225 pixels where it is at hand, else a generated picture with grain."""
    if PHOTO.exists():
        return PHOTO
    return inputs.made(
        work / "photo.jpg",
        lambda path: run([
            "ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=2725x2225,noise=alls=12",
            "-frames:v", "1", "-q:v", "4", "-f", "mjpeg", str(path),
        ]),
    )


def small(bench, photo, form, repeats, peer_quality, note, cpu_at_most, bytes_at_most=None):
    """CPU, time and bytes of one result; both sides stay up and repeat it."""
    python = peers.python(bench, "pyvips")
    ours_command = [
        bench.program, "bench", "image", str(photo), "--width", str(WIDTH), "--formats", form,
        "--quality", str(QUALITY), "--runs", str(repeats),
    ]
    peer_command = [
        python, str(peers.PEERS / "thumbnail.py"), str(photo), str(WIDTH), form, str(peer_quality), str(repeats),
    ]
    ours, theirs = alternate(
        max(bench.runs, 3),
        lambda: json.loads(run(ours_command)[1]),
        lambda: json.loads(run(peer_command)[1]),
    )
    peer = f"pyvips, {note}"
    name = f"photo to {WIDTH} px {form.upper()}"

    def figures(key):
        return statistics.median(side[key] for side in ours), statistics.median(side[key] for side in theirs)

    cpu, peer_cpu = figures("cpu")
    yield against(f"{name}: CPU", cpu * 1000, "ms", peer, peer_cpu * 1000, ratio_at_most=cpu_at_most)
    wall, peer_wall = figures("wall")
    yield against(f"{name}: wall", wall * 1000, "ms", peer, peer_wall * 1000)
    size, peer_size = figures("bytes")
    yield against(f"{name}: size", size / 1024, "KiB", peer, peer_size / 1024, ratio_at_most=bytes_at_most)


def memory(bench, photo):
    """Ten thousand results of many kinds, two at a time in one process and its workers; pages they share count once."""
    files = [str(path) for path in mixed(bench, photo)]
    command = [
        bench.program, "bench", "image", *files, "--width", "70", "--formats", "jpeg,webp,png,jpeg,avif,jpeg,gif,tiff,webp",
        "--runs", str(MANY), "--jobs", "2",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child, watched(child.pid) as watch:
        report = json.loads(child.communicate()[0])
    tenth = len(watch.samples) // 10
    # The first tenth warms up. What two workers hold changes from one picture to the next, so both ends are medians.
    first, last = (statistics.median(part) for part in (watch.samples[tenth:2 * tenth], watch.samples[-tenth:]))
    yield Row(f"{MANY} mixed images: wall for each", report["wall"] * 1000, "ms")
    yield Row(f"{MANY} mixed images: memory (PSS) in the second tenth of the time", first / 2**20, "MiB")
    yield alone(f"{MANY} mixed images: growth of memory (PSS) to the last", (last - first) / first * 100, "%", below=10)
    yield alone(f"{MANY} mixed images: peak of memory (PSS)", watch.peak / 2**20, "MiB", below=400)


def mixed(bench, photo):
    """The photograph as it is, smaller in several formats, moving and transparent; and what else there is at hand."""
    yield photo
    for width, suffix in (
        (1200, "jpg"), (800, "jpg"), (640, "jpg"), (480, "png"), (1000, "webp"), (600, "tiff"), (320, "gif"), (700, "avif"),
    ):
        yield inputs.made(
            bench.work / f"mixed-{width}.{suffix}",
            lambda path: run([bench.program, "resize", str(photo), str(path), "--width", str(width)]),
        )
    pictures = {
        "mixed-moving.gif": ["-f", "lavfi", "-i", "testsrc2=s=160x120:r=10", "-t", "1"],
        "mixed-alpha.png": [
            "-f", "lavfi", "-i", "testsrc2=s=400x300,format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='X*255/W'",
            "-frames:v", "1",
        ],
    }
    for name, options in pictures.items():
        yield inputs.made(bench.work / name, lambda path: run(["ffmpeg", "-v", "error", "-y", *options, str(path)]))
    for name in ("jpeg-cmyk-icc.jpg", "heic-phone.heic", "webp-alpha.webp", "jpeg-exif-6.jpg", "gif-animated-loop3.gif"):
        if (real := PHOTO.parent / name).exists():
            yield real
