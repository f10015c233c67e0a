"""The files that are measured on, made once and kept in the work folder."""

import os
import pathlib
import shutil
import struct

from measure import run

ROOT = pathlib.Path(__file__).resolve().parent.parent
REAL_CLIPS = ROOT.parent / "shared" / "media" / "make-long.sh"


def source(work, seconds):
    """1080p30 H.264 + AAC of `seconds`: real clips where they are at hand, else a generated picture with grain."""
    return made(work / f"source-{seconds}.mp4", lambda path: make_source(path, seconds))


def hour(work, clip):
    """`clip` repeated to one hour without coding."""
    return made(
        work / f"hour-of-{clip.stem}.mp4",
        lambda path: run([
            "ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", str(clip), "-t", "3600",
            "-c", "copy", "-movflags", "+faststart", str(path),
        ]),
    )


def gibibyte(work, clip):
    """A playable MP4 of 1 GiB: the first seconds of `clip`, then random bytes in a `free` box (ISO/IEC 14496-12)."""
    return made(work / "gibibyte.mp4", lambda path: pad(path, clip, 1 << 30))


def random_pdf(work, size):
    """`size` bytes that no codec looks at: the head of a PDF, then random ones."""
    return made(work / f"random-{size}.pdf", lambda path: fill(path, b"%PDF-1.7\n", size))


def made(path, make):
    """`path`, made under another name first if it is not there yet."""
    if not path.exists():
        part = path.with_name("part-" + path.name)
        print(f"making {path.name}", flush=True)
        make(part)
        part.rename(path)
    return path


def make_source(path, seconds):
    if REAL_CLIPS.exists():
        run([str(REAL_CLIPS), str(path), str(seconds)])
        return
    run([
        "ffmpeg", "-v", "error", "-y",
        "-f", "lavfi", "-i", f"testsrc2=s=1920x1080:r=30,noise=alls=12:allf=t,format=yuv420p",
        "-f", "lavfi", "-i", "anoisesrc=color=pink:sample_rate=48000:amplitude=0.2,pan=stereo|c0=c0|c1=c0",
        "-t", str(seconds), "-c:v", "libx264", "-preset", "veryfast", "-crf", "28",
        "-maxrate", "3500k", "-bufsize", "3500k", "-g", "120", "-c:a", "aac", "-b:a", "128k", str(path),
    ])


def pad(path, clip, size):
    run(["ffmpeg", "-v", "error", "-y", "-i", str(clip), "-t", "4", "-c", "copy", "-movflags", "+faststart", str(path)])
    left = size - path.stat().st_size
    fill(path, struct.pack(">I4s", left, b"free"), left)


def fill(path, head, size):
    """Appends `size` bytes: `head`, then random ones."""
    with open(path, "ab") as file, open("/dev/urandom", "rb") as random:
        left = size - file.write(head)
        while left:
            left -= file.write(random.read(min(left, 1 << 20)))


def fresh(folder):
    """`folder`, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder
