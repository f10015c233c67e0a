"""How soon the native threads are idle when the last client of a cold segment has gone."""

import contextlib
import pathlib
import select
import socket
import time

from measure import percentile
from report import Row, alone
from server import API

WATCHED_SECONDS = 0.5
WINDOW_SECONDS = 0.01
# A running encode uses whole cores; what a thread needs to fall asleep stays far below a tenth of one.
IDLE_SHARE = 0.1
# The threads of `NativeExecutor`: all media work is done there, and nothing else is, so that timers do not count.
NATIVE = "native-"


def rows(server, paths):
    """Asks for segments that nobody has made, leaves at different moments, and watches the threads."""
    times, busy = [], []
    for number, path in enumerate(paths):
        client = socket.create_connection(("127.0.0.1", server.port))
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\n\r\n"
        client.sendall(head.encode())
        time.sleep(0.2 + 0.07 * number)
        before = spent(server.process.pid)
        time.sleep(0.05)
        busy.append((spent(server.process.pid) - before) / 0.05)
        if select.select([client], [], [], 0)[0]:
            raise RuntimeError(f"{path} was there before its client could leave")
        client.close()
        times.append(1000 * last_busy(server.process.pid))
    yield Row("cores busy before the last client leaves", percentile(busy, 0.5), "cores")
    yield alone("cores free after the last client left: worst", max(times), "ms", below=100)


def last_busy(process):
    """Seconds from now to the end of the last window in which the native threads still computed."""
    start = time.perf_counter()
    last, seen, at = 0.0, spent(process), start
    while at - start < WATCHED_SECONDS:
        time.sleep(WINDOW_SECONDS)
        now, used = time.perf_counter(), spent(process)
        if used - seen > IDLE_SHARE * (now - at):
            last = now - start
        seen, at = used, now
    return last


def spent(process):
    """Seconds of processor time of the native threads of a process, to the nanosecond (proc(5), schedstat)."""
    times = []
    for thread in pathlib.Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(OSError):  # other threads come and go
            if (thread / "comm").read_text().startswith(NATIVE):
                times.append(int((thread / "schedstat").read_text().split()[0]))
    if not times:
        raise RuntimeError("the service has no native threads")
    return sum(times) / 1e9
