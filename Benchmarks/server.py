"""Starts the service in a folder of its own and talks to it."""

import contextlib
import http.client
import json
import pathlib
import socket
import subprocess
import time

import inputs
from measure import run

API = "/api/v1/storage"


class Server:
    """A running `serve` with a token for one user."""

    def __init__(self, program, folder, log):
        self.folder = inputs.fresh(folder)
        self.port = free_port()
        self.process = subprocess.Popen(
            [program, "serve", "--host", "127.0.0.1", "--port", str(self.port), "--data-dir", str(self.folder)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )
        self.wait_until_ready()
        self.token = run([program, "token", "--user", "bench", "--data-dir", str(self.folder)])[1].strip()

    def wait_until_ready(self):
        """Returns when /health/ready answers 200; raises if the program ends first or takes 30 s."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"serve ended with {self.process.returncode}")
            with contextlib.suppress(OSError):
                if Client(self).get("/health/ready")[0] == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError("serve is not ready after 30 s")

    def stop(self):
        """Ends the program as a service manager does."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def upload(self, path):
        """Stores `path` and returns its file id and the seconds it took."""
        cost, answer = run([
            "curl", "-sS", "--fail-with-body", "-H", "Expect:", "-H", f"Authorization: Bearer {self.token}",
            "-F", f"file=@{path};type=video/mp4", f"http://127.0.0.1:{self.port}{API}/upload",
        ])
        return json.loads(answer)["fileId"], cost.wall

    def metrics(self):
        """The Prometheus samples, summed over their labels."""
        sums = {}
        for line in Client(self).get("/metrics")[1].decode().splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                name = name.split("{")[0]
                sums[name] = sums.get(name, 0.0) + float(value)
        return sums

    def peak_memory(self):
        """The largest resident size so far, in bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024


class Client:
    """One kept-alive connection."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.headers = {"Authorization": f"Bearer {server.token}"} if hasattr(server, "token") else {}

    def get(self, path):
        """Status and body."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def fetch(self, path):
        """The body and the seconds until its last byte; anything but 200 raises."""
        start = time.perf_counter()
        status, body = self.get(path)
        seconds = time.perf_counter() - start
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body[:200]!r}")
        return body, seconds


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def serving(bench):
    """A service for the length of a `with`; its log stays in the work folder."""
    with open(bench.work / "serve.log", "wb") as log:
        server = Server(bench.program, bench.work / "serve-data", log)
        try:
            yield server
        finally:
            server.stop()
