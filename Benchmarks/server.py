"""Starts the service in a folder of its own and talks to it."""

import contextlib
import http.client
import json
import socket
import subprocess
import time

import inputs
from measure import run
from processes import processor_seconds, resident

API = "/api/v1/storage"


class Server:
    """A running `serve` with a token for one user."""

    def __init__(self, program, folder, log):
        self.program, self.folder, self.log = program, inputs.fresh(folder), log
        self.port = free_port()
        self.start()
        self.token = run([program, "token", "--user", "bench", "--data-dir", str(self.folder)])[1].strip()

    def start(self):
        """Starts the program on the folder as it is."""
        address = ["--host", "127.0.0.1", "--port", str(self.port), "--data-dir", str(self.folder)]
        self.process = subprocess.Popen(
            [self.program, "serve", *address],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT,
        )
        self.wait_until_ready()

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

    def upload(self, path, content_type="video/mp4"):
        """Stores `path` and returns its file id and the seconds it took."""
        cost, answer = run([
            "curl", "-sS", "--fail-with-body", "-H", "Expect:", "-H", f"Authorization: Bearer {self.token}",
            "-F", f"file=@{path};type={content_type}", f"http://127.0.0.1:{self.port}{API}/upload",
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

    def clear(self):
        """Deletes every file."""
        client = Client(self)
        while files := json.loads(client.fetch(f"{API}/files?limit=200")[0])["files"]:
            for file in files:
                client.send("DELETE", f"{API}/files/{file['id']}")

    def cpu(self):
        """User and system seconds so far."""
        return processor_seconds(self.process.pid)

    def peak_memory(self):
        """The largest resident size so far, in bytes."""
        return resident(self.process.pid, "VmHWM")


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

    def send(self, method, path, body=None):
        """The body of the answer to a request with a JSON body, or none; a status of 300 or more raises."""
        headers = {**self.headers, **({} if body is None else {"Content-Type": "application/json"})}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]!r}")
        return text

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
