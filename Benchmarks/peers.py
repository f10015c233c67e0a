"""The servers that ours is compared with: nginx from Debian, and a FastAPI app under uvicorn from PyPI."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import inputs
from measure import run
from processes import processor_seconds
from server import free_port

PEERS = pathlib.Path(__file__).resolve().parent / "peers"


class Peer:
    """A running server; `files` is where it keeps what it was sent."""

    def __init__(self, name, command, files, port, log, environment=None):
        self.name, self.files, self.port = name, files, port
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})}, start_new_session=True,
        )

    def wait_until_ready(self):
        """Returns when the server answers anything at all; raises if it ends first or takes 30 s."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/nothing-here", timeout=5)
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(f"{self.name} is not ready after 30 s")

    def cpu(self):
        """User and system seconds of all its processes so far."""
        return processor_seconds(self.process.pid)

    def clear(self):
        """Deletes what it was sent."""
        for file in self.files.iterdir():
            file.unlink()

    def stop(self):
        # All of its processes: thumbor's go on when the first is told alone.
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)


@contextlib.contextmanager
def nginx(bench):
    """nginx with the configuration in peers/nginx.conf, one worker a core."""
    folder = inputs.fresh(bench.work / "nginx")
    (folder / "files").mkdir()
    port = free_port()
    text = (PEERS / "nginx.conf").read_text().replace("@folder@", str(folder)).replace("@port@", str(port))
    if os.geteuid() == 0:  # the workers would otherwise be another user, who cannot write here
        text = "user root;\n" + text
    (folder / "nginx.conf").write_text(text)
    command = [executable(), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    yield from running(bench, "nginx", command, folder / "files", port)


def executable():
    """nginx lies where only root's PATH leads."""
    return next((path for path in ("/usr/sbin/nginx", "/usr/bin/nginx") if os.path.exists(path)), "nginx")


@contextlib.contextmanager
def fastapi(bench):
    """The app in peers/storage_app.py under uvicorn with uvloop and httptools, one worker a core."""
    interpreter = python(bench, "uvicorn")
    files = inputs.fresh(bench.work / "fastapi")
    port = free_port()
    command = [
        interpreter, "-m", "uvicorn", "storage_app:app", "--app-dir", str(PEERS), "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(os.cpu_count()), "--log-level", "warning", "--no-access-log",
    ]
    yield from running(bench, "FastAPI", command, files, port, {"STORAGE_FOLDER": str(files)})


def python(bench, module):
    """A Python that has `module` and whatever else the peers need, installed from PyPI if it is not there yet."""
    environment = bench.work.parent / "bench-peers"
    interpreter = environment / "bin" / "python"
    try:
        run([str(interpreter), "-c", f"import {module}"])
    except (OSError, RuntimeError):
        print("installing the peers from PyPI", flush=True)
        run([sys.executable, "-m", "venv", str(environment)])
        run([str(interpreter), "-m", "pip", "install", "-q", "-r", str(PEERS / "requirements.txt")])
    return str(interpreter)


def running(bench, name, command, files, port, environment=None):
    """The started peer, which ends with the `with` it is used in; its log stays in the work folder."""
    with open(bench.work / f"{name.lower()}.log", "wb") as log:
        peer = Peer(name, command, files, port, log, environment)
        try:
            peer.wait_until_ready()
            yield peer
        finally:
            peer.stop()
            inputs.fresh(files)
