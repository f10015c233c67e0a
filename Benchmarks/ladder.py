"""The whole ladder of one file: `storage-service hls` beside one ffmpeg command that decodes once and splits."""

import re

import inputs
import playlist
from measure import alternate, median, run
from report import against
from settings import AUDIO, RUNGS, SEGMENT_SECONDS, x264

PEER = "ffmpeg split"


def rows(bench):
    """Once as the service does it, copying the rung that fits, and once with every rung encoded."""
    yield from compare(bench, "ladder, copy rung", [], wall=0.6)
    yield from compare(bench, "ladder, all encoded", ["--encode-all"], wall=0.95)


def compare(bench, name, options, wall):
    ours, peers = bench.work / "ladder-ours", bench.work / "ladder-peer"

    def our_run():
        inputs.fresh(ours)
        return run([bench.program, "hls", str(bench.source), str(ours), *options])[0]

    def peer_run():
        inputs.fresh(peers)
        return run(peer_command(bench.source, peers))[0]

    our_costs, peer_costs = alternate(bench.runs, our_run, peer_run)
    our, peer = median(our_costs), median(peer_costs)
    yield against(f"{name}: wall", our.wall, "s", PEER, peer.wall, ratio_at_most=wall)
    yield against(f"{name}: CPU", our.cpu, "s", PEER, peer.cpu)
    yield against(f"{name}: peak memory", our.memory / 2**20, "MiB", PEER, peer.memory / 2**20, ratio_at_most=1)
    yield from quality(name, bench.source, ours, peers)


def peer_command(source, folder):
    """One decode, one split, one scaler and one encoder a rung, every rung its own HLS playlist."""
    labels = "".join(f"[s{index}]" for index in range(len(RUNGS)))
    graph = f"[0:v]split={len(RUNGS)}{labels};" + ";".join(
        f"[s{index}]scale={width}:{height}[v{index}]" for index, (_, width, height, _) in enumerate(RUNGS)
    )
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(source), "-filter_complex", graph]
    for index, (name, _, _, rate) in enumerate(RUNGS):
        command += [
            "-map", f"[v{index}]", "-map", "0:a?", *x264(rate), *AUDIO,
            "-f", "hls", "-hls_time", str(SEGMENT_SECONDS), "-hls_playlist_type", "vod",
            "-hls_segment_filename", str(folder / f"{name}_%03d.ts"), str(folder / f"{name}.m3u8"),
        ]
    return command


def quality(name, source, ours, peers):
    """SSIM and size of every rung of both sides."""
    for variant in playlist.variants(playlist.master(ours).read_text()):
        our, peer = ours / variant.uri, peers / f"{variant.name}.m3u8"
        row = against(
            f"{name}: SSIM {variant.name}", ssim(our, source, variant), "", PEER, ssim(peer, source, variant))
        row.target = "≥ peer − 0.005"
        row.holds = row.value >= row.peerValue - 0.005
        yield row
        yield against(f"{name}: size {variant.name}", size(our) / 1e6, "MB", PEER, size(peer) / 1e6)


def ssim(media_playlist, source, variant):
    """SSIM over all planes against the source scaled to the rung, frame n with frame n whatever their clocks say."""
    frames = "settb=1/1000,setpts=N"
    scaler = f"scale={variant.width}:{variant.height}:flags=lanczos+accurate_rnd"
    graph = f"[0:v]{frames}[made];[1:v]{scaler},{frames}[wanted];[made][wanted]ssim"
    _, log = run([
        "bash", "-c", 'exec "$@" 2>&1', "-", "ffmpeg", "-hide_banner", "-nostats",
        "-i", str(media_playlist), "-i", str(source), "-filter_complex", graph, "-f", "null", "-",
    ])
    return float(re.search(r"SSIM .*All:([\d.]+)", log).group(1))


def size(media_playlist):
    """Bytes of all segments."""
    listed = playlist.segments(media_playlist.read_text())
    return sum((media_playlist.parent / uri).stat().st_size for _, uri in listed)
