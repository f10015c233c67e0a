"""Prepared requests, sent by a small C program that is never what limits the server (client/pump.c)."""

import dataclasses
import pathlib
import shutil
import struct
import subprocess

from measure import run

SOURCE = pathlib.Path(__file__).resolve().parent / "client" / "pump.c"


@dataclasses.dataclass(frozen=True)
class Request:
    """The head as it goes over the wire, then `length` bytes of the input from `offset`, then the tail.

    With `sync`, the request is over only when that file has been fsynced.
    """

    head: bytes
    offset: int = 0
    length: int = 0
    tail: bytes = b""
    sync: str = ""

    @property
    def record(self):
        path = self.sync.encode()
        sizes = struct.pack("<QQIIII", self.offset, self.length, len(self.head), len(self.tail), len(path), 0)
        return sizes + self.head + self.tail + path


@dataclasses.dataclass(frozen=True)
class Answers:
    """Seconds from the first byte sent to the last received, and of every request; bodies were dropped unread."""

    wall: float
    seconds: list[float]
    received: int


def request(method, path, headers=None, offset=0, length=0, before=b"", after=b"", sync=""):
    """A request whose body is `before`, a range of the input, and `after`."""
    size = len(before) + length + len(after)
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if method not in ("GET", "HEAD"):
        lines.append(f"Content-Length: {size}")
    return Request("\r\n".join([*lines, "", ""]).encode() + before, offset, length, after, sync)


def send(work, port, requests, file="/dev/null", connections=1, statuses=(200, 201, 204)):
    """Sends `requests`, whose bodies come from `file`; each connection takes the next one. Another status raises."""
    outcome = subprocess.run(
        [program(work), str(port), str(connections), str(file)],
        input=b"".join(request.record for request in requests), capture_output=True,
    )
    if outcome.returncode != 0:
        raise RuntimeError(outcome.stderr.decode().strip())
    *lines, wall = outcome.stdout.decode().splitlines()
    answers = [line.split() for line in lines]
    refused = [status for status, _, _ in answers if int(status) not in statuses]
    if refused:
        raise RuntimeError(f"{len(refused)} of {len(answers)} requests were answered {refused[0]}")
    return Answers(float(wall), [float(seconds) for _, seconds, _ in answers], sum(int(size) for *_, size in answers))


def program(work):
    """The compiled client, built when its source is newer."""
    path = work / "pump"
    if not path.exists() or path.stat().st_mtime < SOURCE.stat().st_mtime:
        compiler = shutil.which("clang") or shutil.which("cc") or "clang"  # clang comes with the Swift toolchain
        run([compiler, "-O2", "-Wall", "-Wextra", "-pthread", "-o", str(path), str(SOURCE)])
    return str(path)
