"""The release service over loopback."""

import asyncio
import itertools
import random
import threading
import time

import inputs
import leaving
import playlist
from measure import percentile
from report import Row, alone
from server import API, Client, serving
from settings import MEGABYTE

MANIFEST_REQUESTS = 2000
CLIENTS = 200
ENCODES = "storage_encodes_total"


def rows(bench):
    """Every row on one server with one data directory, the cheap ones first."""
    hour = inputs.hour(bench.work, bench.source)
    padded = inputs.gibibyte(bench.work, bench.source)
    with serving(bench) as server:
        clip, _ = server.upload(bench.source)
        yield from manifest(server, clip)
        yield from single_flight(server, clip)
        yield from leaving.rows(server, cold_paths(server, clip))
        yield from copied(server, server.upload(hour)[0])
        _, seconds = server.upload(padded)
        yield Row("upload of 1 GiB", padded.stat().st_size / MEGABYTE / seconds, "MB/s")
        yield Row("server peak memory after all of it", server.peak_memory() / 2**20, "MiB")


def manifest(server, file):
    """The master playlist of an indexed file, over one connection."""
    client = Client(server)
    path = f"{API}/stream/{file}/manifest.m3u8"
    client.fetch(path)
    times = [1000 * client.fetch(path)[1] for _ in range(MANIFEST_REQUESTS)]
    yield Row("master playlist: p50", percentile(times, 0.5), "ms")
    yield alone("master playlist: p99", percentile(times, 0.99), "ms", below=10)


def copied(server, file):
    """Every segment of the rung that is the source itself, once, in a fixed random order; then some of them again."""
    client = Client(server)
    variant = rungs(client, file)[-1]
    paths = segment_paths(client, file, variant)
    random.Random(1).shuffle(paths)
    times = [1000 * client.fetch(path)[1] for path in paths]
    yield Row(f"copy-rung segment ({variant.name}), cold: p50", percentile(times, 0.5), "ms")
    yield alone(f"copy-rung segment ({variant.name}), cold: p99", percentile(times, 0.99), "ms", below=20)
    yield Row("cached segments", throughput(server, paths[:100]) / MEGABYTE, "MB/s")


def throughput(server, paths, connections=4, seconds=4):
    """Bytes a second over several connections."""
    received = [0] * connections
    end = time.perf_counter() + seconds

    def loop(index):
        client = Client(server)
        for path in itertools.cycle(paths):
            if time.perf_counter() > end:
                return
            received[index] += len(client.fetch(path)[0])

    threads = [threading.Thread(target=loop, args=(index,)) for index in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(received) / seconds


def single_flight(server, file):
    """Many clients for one segment that nobody has made: the last one, so that nothing after it is fetched ahead."""
    client = Client(server)
    variant = rungs(client, file)[0]
    paths = segment_paths(client, file, variant)
    first = client.fetch(paths[0])[1]
    before = settled(server)
    bodies, seconds = asyncio.run(crowd(server, paths[-1]))
    if len(set(bodies)) != 1:
        raise RuntimeError(f"{CLIENTS} clients got {len(set(bodies))} different answers")
    yield Row(f"cold {variant.name} segment, one client", 1000 * first, "ms")
    yield Row(f"cold {variant.name} segment, {CLIENTS} clients, last byte", 1000 * seconds, "ms")
    yield alone(f"cold segment, {CLIENTS} clients: encodes", settled(server) - before, "", exactly=1)


def cold_paths(server, file):
    """Segments of an encoded rung, apart from each other, that nobody has asked for; not the last, which may be short."""
    client = Client(server)
    return segment_paths(client, file, rungs(client, file)[-2])[:-1:2]


async def crowd(server, path):
    """Asks for `path` over many connections at once: the body each client got and the seconds until the last had it."""
    headers = {"Host": "127.0.0.1", "Authorization": f"Bearer {server.token}", "Connection": "close"}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    request = "\r\n".join(lines)
    streams = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(CLIENTS)]
    start = time.perf_counter()
    for _, writer in streams:
        writer.write(request.encode())
    answers = await asyncio.gather(*(reader.read() for reader, _ in streams))
    seconds = time.perf_counter() - start
    for _, writer in streams:
        writer.close()
    refused = [answer[:60] for answer in answers if not answer.startswith(b"HTTP/1.1 200")]
    if refused:
        raise RuntimeError(f"{len(refused)} of {CLIENTS} clients got {refused[0]!r}")
    return [answer.split(b"\r\n\r\n", 1)[1] for answer in answers], seconds


def settled(server):
    """How many segments were encoded so far, once none has been in the making for half a second."""
    since = time.perf_counter()
    while time.perf_counter() - since < 0.5:
        time.sleep(0.05)
        metrics = server.metrics()
        if metrics["storage_encodes_running"] + metrics["storage_encodes_queued"] > 0:
            since = time.perf_counter()
    return metrics.get(ENCODES, 0)


def rungs(client, file):
    """The rungs of a file, smallest first."""
    text = client.fetch(f"{API}/stream/{file}/manifest.m3u8")[0].decode()
    return sorted(playlist.variants(text), key=lambda variant: variant.height)


def segment_paths(client, file, variant):
    """The path of every segment of a rung, in order."""
    text = client.fetch(f"{API}/stream/{file}/{variant.uri}")[0].decode()
    return [f"{API}/stream/{file}/{uri}" for _, uri in playlist.segments(text)]
