"""One cold segment from the middle of a file: decoded, scaled, encoded and muxed on its own."""

import json
import statistics

import inputs
import playlist
from measure import alternate, median, run
from report import against
from settings import AUDIO, RUNGS, x264

RUNG = "720p"
PEER = "ffmpeg -ss -t"


def rows(bench):
    """Ours as a whole process that starts from nothing, and inside a process that is up, as the service makes it."""
    number, start, length = middle(bench)
    peer_file = bench.work / "segment-peer.ts"
    command = [bench.program, "bench", "segment", str(bench.source), "--rung", RUNG, "--number", str(number)]

    whole, peers = alternate(
        max(bench.runs, 5),
        lambda: run(command + ["--runs", "1"])[0],
        lambda: run(peer_command(bench.source, start, length, peer_file))[0],
    )
    inside = json.loads(run(command + ["--runs", str(max(bench.runs, 5))])[1])["runs"]
    ours, peer = median(whole), median(peers)
    name = f"cold {RUNG} segment"
    yield against(f"{name}, in process: wall", statistics.median(inside), "s", PEER, peer.wall, ratio_at_most=0.7)
    yield against(f"{name}, whole process: wall", ours.wall, "s", PEER, peer.wall, ratio_at_most=0.7)
    yield against(f"{name}, whole process: CPU", ours.cpu, "s", PEER, peer.cpu)
    yield against(f"{name}, whole process: peak memory", ours.memory / 2**20, "MiB", PEER, peer.memory / 2**20)


def middle(bench):
    """Number, start and length of the segment that holds the middle of the file."""
    folder = inputs.fresh(bench.work / "segment-plan")
    run([bench.program, "hls", str(bench.source), str(folder)])
    variants = {variant.name: variant for variant in playlist.variants(playlist.master(folder).read_text())}
    lengths = [length for length, _ in playlist.segments((folder / variants[RUNG].uri).read_text())]
    start = 0.0
    for number, length in enumerate(lengths):
        if start + length > sum(lengths) / 2:
            return number, start, length
        start += length
    raise ValueError("an empty playlist")


def peer_command(source, start, length, output):
    """The same segment by the command line: input seeking, then one rung's settings."""
    _, width, height, rate = next(rung for rung in RUNGS if rung[0] == RUNG)
    return [
        "ffmpeg", "-v", "error", "-y", "-ss", f"{start:.6f}", "-t", f"{length:.6f}", "-i", str(source),
        "-vf", f"scale={width}:{height}", *x264(rate), *AUDIO, "-f", "mpegts", str(output),
    ]
