"""Small pictures over HTTP, many clients at once, beside thumbor."""

import contextlib
import http.client
import itertools
import json
import os
import threading
import time

import images
import inputs
import peers
from measure import alternate, median_of, percentile, run
from report import against, at_least, at_most
from server import API, free_port, serving

CONNECTIONS = 8
SECONDS = 10


def rows(bench):
    """Requests a second and the slowest of a hundred: one photograph to 720 px JPEG, each a little wider than the last."""
    photo = images.photograph(bench.work)
    # No width comes twice on either side, so that neither answers from what it has kept.
    widths = itertools.count(images.WIDTH)
    with serving(bench) as server, thumbor(bench, photo) as peer:
        file, _ = server.upload(photo, "image/jpeg")
        ours, theirs, bare = alternate(
            bench.runs,
            lambda: load(server.port, lambda: ours_request(server, file, width(widths))),
            lambda: load(peer.port, lambda: their_request(photo, width(widths))),
            lambda: {"rate": bare_jpeg(bench, photo)},
        )
    rate, peer_rate = median_of(ours, "rate"), median_of(theirs, "rate")
    p99, peer_p99 = median_of(ours, "p99"), median_of(theirs, "p99")
    name = f"photo to {images.WIDTH} px over HTTP, {CONNECTIONS} connections"
    yield at_least(f"{name}: requests", rate, "/s", "thumbor", peer_rate, ratio_at_least=3)
    yield at_most(f"{name}: p99", p99, "ms", "thumbor", peer_p99, most=peer_p99)
    bound = median_of(bare, "rate")
    yield against("the same photo decoded at a half and 720 px encoded, no more", bound, "/s", "thumbor", peer_rate)


def width(widths):
    """720 to 1219 pixels, and round again with another quality."""
    number = next(widths) - images.WIDTH
    return images.WIDTH + number % 100, images.QUALITY - number // 100 % 60


def ours_request(server, file, size):
    body = {"fileId": file, "width": size[0], "quality": size[1], "format": "jpeg", "store": False}
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
    return "POST", f"{API}/transform/resize", json.dumps(body), headers


def their_request(photo, size):
    return "GET", f"/unsafe/fit-in/{size[0]}x10000/filters:quality({size[1]}):format(jpeg)/{photo.name}", None, {}


def bare_jpeg(bench, photo):
    """Pictures a second on all cores, if nothing but decoding and encoding had to be done."""
    command = [peers.python(bench, "PIL"), str(peers.PEERS / "bare_jpeg.py"), str(photo)]
    _, output = run([*command, str(images.WIDTH), str(images.QUALITY), str(SECONDS)])
    return float(output)


def load(port, request):
    """What `CONNECTIONS` clients get out of a server in `SECONDS`: answers a second, and the 99th percentile in ms."""
    times, failures, lock = [], [], threading.Lock()
    end = time.perf_counter() + SECONDS

    def client():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < end and not failures:
            with lock:
                method, path, body, headers = request()
            start = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            picture = answer.read()
            if answer.status != 200 or picture[:2] != b"\xff\xd8":
                failures.append(f"{path}: {answer.status} {picture[:200]!r}")
            times.append(1000 * (time.perf_counter() - start))

    start = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    return {"rate": len(times) / (time.perf_counter() - start), "p99": percentile(times, 0.99)}


@contextlib.contextmanager
def thumbor(bench, photo):
    """thumbor with a process a core, pictures from a folder, nothing kept."""
    program = os.path.join(os.path.dirname(peers.python(bench, "thumbor")), "thumbor")
    folder = inputs.fresh(bench.work / "thumbor")
    settings = {
        "LOADER": "thumbor.loaders.file_loader", "FILE_LOADER_ROOT_PATH": str(photo.parent),
        "STORAGE": "thumbor.storages.no_storage", "RESULT_STORAGE": None, "ALLOW_UNSAFE_URL": True,
        "QUALITY": images.QUALITY, "MAX_WIDTH": 0, "MAX_HEIGHT": 0,
    }
    configuration = bench.work / "thumbor.conf"
    configuration.write_text("".join(f"{name} = {value!r}\n" for name, value in settings.items()))
    port = free_port()
    command = [
        program, "--port", str(port), "--ip", "127.0.0.1", "--conf", str(configuration), "--processes",
        str(os.cpu_count()), "--log-level", "error",
    ]
    yield from peers.running(bench, "thumbor", command, folder, port)
