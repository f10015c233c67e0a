#!/usr/bin/env python3
"""Drives the release build with requests that schemathesis makes from openapi.yaml; fails on any 5xx and on any answer
outside the contract.

usage: run.py PROGRAM [options of `schemathesis run`]; make contract calls it. Everything it needs lies under .build.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = "4.32.5"
PORT = int(os.environ.get("CONTRACT_PORT", "18399"))
URL = f"http://127.0.0.1:{PORT}"
# Schemas cannot say everything that makes a request acceptable (magic numbers, digests, names), so that valid requests may
# be refused; how they are refused is checked. DELETE of a job cancels it and leaves it to be read, which use_after_free
# takes for a defect.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance," \
    "response_schema_conformance,unsupported_method,ignored_auth,ensure_resource_availability"


def tool():
    """The path of schemathesis, installed once."""
    folder = ROOT / ".build/contract"
    program = folder / "bin/schemathesis"
    installed = folder / f"version-{VERSION}"
    if not installed.exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin/pip", "install", "-q", f"schemathesis=={VERSION}"], check=True)
        installed.touch()
    return program


def started(service, environment):
    """Waits until the service is ready."""
    for _ in range(100):
        if service.poll() is not None:
            sys.exit("the service ended before it was ready")
        try:
            urllib.request.urlopen(URL + "/health/ready", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("the service is not ready")


def asked(token, path, *options):
    """The body of the answer."""
    return subprocess.run(
        ["curl", "-sSf", "-H", f"Authorization: Bearer {token}", *options, URL + "/api/v1/storage/" + path],
        check=True, capture_output=True, text=True).stdout


def seeds(token):
    """What made-up requests may name: a video with a rung, a segment, a version and a token, and uploads under way."""
    video = json.loads(asked(token, "upload", "-F", f"file=@{ROOT / 'Fixtures/silent.mp4'}"))["fileId"]
    stream = json.loads(asked(token, f"stream/{video}"))
    playlist = re.search(r"v-([^/]+)/([^/]+)\.m3u8", asked(token, f"stream/{video}/manifest.m3u8"))
    body = json.dumps({"filename": "a.txt", "contentType": "text/plain", "size": 5})
    uploads = [
        json.loads(asked(token, "upload/init", "-H", "Content-Type: application/json", "-d", body))["uploadId"]
        for _ in range(40)]
    return {
        "fileId": [video], "version": [playlist.group(1)], "rung": [playlist.group(2)],
        "segment": [f"{playlist.group(2)}_000.ts"], "token": [stream["playbackUrl"].split("/p/")[1].split("/")[0]],
        "uploadId": uploads}


def main():
    program, options = str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2:]
    schemathesis = tool()
    with tempfile.TemporaryDirectory(prefix="storage-contract-") as data:
        environment = os.environ | {"STORAGE_DATA_DIR": data, "STORAGE_PORT": str(PORT), "STORAGE_LOG_LEVEL": "error"}
        service = subprocess.Popen([program, "serve"], env=environment)
        try:
            started(service, environment)
            token = subprocess.run([program, "token", "--user", "contract"], env=environment, check=True,
                                   capture_output=True, text=True).stdout.strip()
            environment |= {
                "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(ROOT / "Tests/Contract"),
                "CONTRACT_SEEDS": json.dumps(seeds(token))}
            run = subprocess.run(
                [schemathesis, "run", str(ROOT / "openapi.yaml"), "--url", URL, "--checks", CHECKS,
                 "-H", f"Authorization: Bearer {token}", "--request-timeout", "20", "--max-time", "240",
                 "--continue-on-failure", "--seed", "1", *options],
                env=environment, cwd=data)
            if service.poll() is not None:
                sys.exit("the service did not survive")
        finally:
            service.send_signal(signal.SIGTERM)
            try:
                service.wait(30)
            except subprocess.TimeoutExpired:
                service.kill()
    sys.exit(run.returncode)


if __name__ == "__main__":
    main()
