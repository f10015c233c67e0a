"""The upload endpoints as one would write them with FastAPI when throughput matters.

Bodies are taken from the request's stream, never spooled; a file is hashed with SHA-256, fsynced and renamed before it is
acknowledged. Chunks are written at their offset into one file and fsynced; completing hashes that file. State lies in
files, so that several uvicorn workers share it. Run: STORAGE_FOLDER=… uvicorn storage_app:app --workers 2
"""

import hashlib
import json
import os
import pathlib
import re
import secrets

from fastapi import FastAPI, HTTPException, Request
from python_multipart.multipart import MultipartParser, parse_options_header

FOLDER = pathlib.Path(os.environ["STORAGE_FOLDER"])
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
app = FastAPI()


class FileBody:
    """The file part of a form, hashed and written as it arrives."""

    def __init__(self):
        self.name = secrets.token_hex(16)
        self.path = FOLDER / f"{self.name}.part"
        self.file = open(self.path, "wb", buffering=0)
        self.digest = hashlib.sha256()
        self.size = 0

    def data(self, bytes_, start, end):
        piece = memoryview(bytes_)[start:end]
        self.digest.update(piece)
        self.size += self.file.write(piece)

    def finish(self):
        os.fsync(self.file.fileno())
        self.file.close()
        self.path.rename(FOLDER / self.name)
        return {"fileId": self.name, "size": self.size, "sha256": self.digest.hexdigest()}


@app.post("/upload", status_code=201)
async def upload(request: Request):
    _, options = parse_options_header(request.headers["content-type"])
    body = FileBody()
    parser = MultipartParser(options[b"boundary"], {"on_part_data": body.data})
    async for piece in request.stream():
        parser.write(piece)
    return body.finish()


@app.post("/upload/init", status_code=201)
async def begin(request: Request):
    wanted = await request.json()
    name = secrets.token_hex(16)
    (FOLDER / f"{name}.json").write_text(json.dumps(wanted))
    with open(FOLDER / f"{name}.part", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, wanted["size"])
    return {"uploadId": name}


@app.put("/upload/chunk/{name}")
async def chunk(name: str, request: Request):
    match = RANGE.fullmatch(request.headers.get("content-range", ""))
    if not match or not name.isalnum():
        raise HTTPException(400)
    first, last, _ = map(int, match.groups())
    descriptor = os.open(FOLDER / f"{name}.part", os.O_WRONLY)
    try:
        offset = first
        async for piece in request.stream():
            offset += os.pwrite(descriptor, piece, offset)
        if offset != last + 1:
            raise HTTPException(400)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    with open(FOLDER / f"{name}.log", "a") as log:
        log.write(f"{first}\n")
    return {"uploadId": name, "first": first}


@app.post("/upload/complete/{name}", status_code=201)
async def complete(name: str):
    wanted = json.loads((FOLDER / f"{name}.json").read_text())
    received = set((FOLDER / f"{name}.log").read_text().split())
    if len(received) < -(-wanted["size"] // wanted["chunkSize"]):
        raise HTTPException(409)
    with open(FOLDER / f"{name}.part", "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    (FOLDER / f"{name}.part").rename(FOLDER / name)
    return {"fileId": name, "size": wanted["size"], "sha256": digest}
