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
from report import against, alone, at_least, at_most
from server import API, free_port, serving

CONNECTIONS = 8
SECONDS = 10
# More than the service keeps decoded at once (64 MiB, 14 of these), asked for in turn: each has gone when it comes round.
COPIES = 40


def rows(bench):
    """Requests a second and the slowest of a hundred, each request for a size of its own: of one photograph, as pages ask for
    several sizes of a picture, and of many, where every request has to decode."""
    photo = images.photograph(bench.work)
    copies = [copy(bench, photo, number) for number in range(COPIES)]
    # No width comes twice on either side, so that neither answers from what it has kept.
    widths, turns = itertools.count(images.WIDTH), itertools.count()
    with serving(bench) as server, thumbor(bench, copies[0].parent) as peer:
        files = [server.upload(path, "image/jpeg")[0] for path in copies]
        one, peer_one, many, peer_many, bare = alternate(
            bench.runs,
            lambda: counted(server, lambda: ours_request(server, files[0], width(widths))),
            lambda: load(peer.port, lambda: their_request(copies[0], width(widths))),
            lambda: counted(server, lambda: ours_request(server, files[next(turns) % COPIES], width(widths))),
            lambda: load(peer.port, lambda: their_request(copies[next(turns) % COPIES], width(widths))),
            lambda: {"rate": bare_jpeg(bench, photo)},
        )
    name = f"sizes around {images.WIDTH} px of one photo over HTTP, {CONNECTIONS} connections"
    rate, peer_rate = median_of(one, "rate"), median_of(peer_one, "rate")
    p99, peer_p99 = median_of(one, "p99"), median_of(peer_one, "p99")
    yield at_least(f"{name}: requests", rate, "/s", "thumbor", peer_rate, ratio_at_least=3)
    yield at_most(f"{name}: p99", p99, "ms", "thumbor", peer_p99, most=peer_p99)
    yield alone(f"{name}: made of a picture that was kept decoded", median_of(one, "kept"), "%")
    name = f"the same of {COPIES} photos in turn"
    rate, peer_rate = median_of(many, "rate"), median_of(peer_many, "rate")
    p99, peer_p99 = median_of(many, "p99"), median_of(peer_many, "p99")
    yield against(f"{name}: requests", rate, "/s", "thumbor", peer_rate)
    yield at_most(f"{name}: p99", p99, "ms", "thumbor", peer_p99, most=peer_p99)
    yield alone(f"{name}: made of a picture that was kept decoded", median_of(many, "kept"), "%", exactly=0)
    bound = median_of(bare, "rate")
    yield against("the same photo decoded at a half and 720 px encoded, no more", bound, "/s", "thumbor", peer_rate)


def copy(bench, photo, number):
    """The photograph with a comment of its own (ITU-T T.81, B.2.4.5), so that no other file has the same content."""
    def write(path):
        data = photo.read_bytes()
        path.write_bytes(data[:2] + b"\xff\xfe\x00\x06" + b"%04d" % number + data[2:])

    folder = bench.work / "photos"
    folder.mkdir(exist_ok=True)
    return inputs.made(folder / f"{number}.jpg", write)


def counted(server, request):
    """What `load` says, and how many percent of the requests found their picture decoded."""
    def found():
        metrics = server.metrics()
        return [metrics[f"storage_picture_cache_{name}_total"] for name in ("hits", "misses")]

    before = found()
    result = load(server.port, request)
    hits, misses = (after - earlier for after, earlier in zip(found(), before))
    return {**result, "kept": 100 * hits / (hits + misses)}


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
def thumbor(bench, photos):
    """thumbor with a process a core, pictures from the folder `photos`, nothing kept."""
    program = os.path.join(os.path.dirname(peers.python(bench, "thumbor")), "thumbor")
    folder = inputs.fresh(bench.work / "thumbor")
    settings = {
        "LOADER": "thumbor.loaders.file_loader", "FILE_LOADER_ROOT_PATH": str(photos),
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
