"""Reads HLS playlists (RFC 8216) from a folder or a string."""

import dataclasses
import pathlib
import re


@dataclasses.dataclass(frozen=True)
class Variant:
    """One rung as a master playlist names it."""

    uri: str
    width: int
    height: int

    @property
    def name(self):
        """`720p` for `720p.m3u8`."""
        return pathlib.PurePosixPath(self.uri).stem


def variants(text):
    """The rungs of a master playlist, in its order."""
    pattern = r"#EXT-X-STREAM-INF:[^\n]*RESOLUTION=(\d+)x(\d+)[^\n]*\n([^#\n]+)"
    return [Variant(uri.strip(), int(width), int(height)) for width, height, uri in re.findall(pattern, text)]


def segments(text):
    """The (seconds, URI) of every segment of a media playlist."""
    return [(float(length), uri.strip()) for length, uri in re.findall(r"#EXTINF:([\d.]+)[^\n]*\n([^#\n]+)", text)]


def master(folder):
    """The master playlist in `folder`: the one that names variants."""
    for path in sorted(pathlib.Path(folder).glob("*.m3u8")):
        if "#EXT-X-STREAM-INF" in path.read_text():
            return path
    raise FileNotFoundError(f"no master playlist in {folder}")
