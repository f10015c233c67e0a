"""What both sides are set to. Keep it equal to the ladder and the encoder constants of Sources/Pipeline/HLS."""

# Rungs of a 16:9 source: name, width, height, video bits per second.
RUNGS = [
    ("360p", 640, 360, 800_000),
    ("480p", 854, 480, 1_400_000),
    ("720p", 1280, 720, 2_800_000),
    ("1080p", 1920, 1080, 5_000_000),
]
ENCODER = {
    "preset": "veryfast",
    "crf": 23,
    "profile": "high",
    "bufsize_seconds": 1.0,  # VBV buffer over maximum rate
    "vbv_init": 0.5,  # how full the buffer is at the start
    "gop_seconds": 2,
    "bframes": 3,
}
# The engine copies AAC, so the peer does too; for a source that is not AAC both encode it.
AUDIO = ["-c:a", "copy"]
SEGMENT_SECONDS = 4
FRAME_RATE = 30

MEGABYTE = 1_000_000


def x264(rate, suffix=""):
    """Options of the ffmpeg command for one rung of `rate` bits per second, for output stream `suffix`."""
    gop = ENCODER["gop_seconds"] * FRAME_RATE
    return [
        f"-c:v{suffix}", "libx264",
        f"-preset{suffix}", ENCODER["preset"],
        f"-crf{suffix}", str(ENCODER["crf"]),
        f"-profile:v{suffix}", ENCODER["profile"],
        f"-maxrate{suffix}", str(rate),
        f"-bufsize{suffix}", str(int(rate * ENCODER["bufsize_seconds"])),
        f"-g{suffix}", str(gop),
        f"-keyint_min{suffix}", str(gop),
        f"-bf{suffix}", str(ENCODER["bframes"]),
        f"-sc_threshold{suffix}", "0",
        f"-flags{suffix}", "+cgop",
        f"-x264-params{suffix}", f"vbv-init={ENCODER['vbv_init']}:open-gop=0",
        f"-pix_fmt{suffix}", "yuv420p",
    ]
