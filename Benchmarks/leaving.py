"""How soon the cores are free when the last client of a cold segment has gone."""

import os
import pathlib
import socket
import time

from measure import percentile
from report import Row, alone
from server import API

WATCHED_SECONDS = 0.5
WINDOW_SECONDS = 0.01
# A running encode uses whole cores; timers and the kernel's own work stay far below a tenth of one.
IDLE_SHARE = 0.1


def rows(server, paths):
    """Asks for segments that nobody has made, leaves at different moments, and watches the process."""
    times, busy = [], []
    for number, path in enumerate(paths):
        client = socket.create_connection(("127.0.0.1", server.port))
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\n\r\n"
        client.sendall(head.encode())
        time.sleep(0.4 + 0.13 * number)
        before = spent(server.process.pid)
        time.sleep(0.05)
        busy.append((spent(server.process.pid) - before) / 0.05)
        client.close()
        times.append(1000 * last_busy(server.process.pid))
    yield Row("cores busy before the last client leaves", percentile(busy, 0.5), "cores")
    yield alone("cores free after the last client left: worst", max(times), "ms", below=100)


def last_busy(process):
    """Seconds from now to the end of the last window in which the process still computed."""
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
    """Seconds of processor time of all threads of a process, to the nanosecond (proc(5), schedstat)."""
    total = 0
    for thread in os.listdir(f"/proc/{process}/task"):
        try:
            total += int(pathlib.Path(f"/proc/{process}/task/{thread}/schedstat").read_text().split()[0])
        except OSError:
            pass  # the thread has just ended
    return total / 1e9
