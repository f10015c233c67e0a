"""Pages of one user's million files, over HTTP."""

import json
import random
import sqlite3
import urllib.parse

from measure import percentile
from report import Row, alone
from server import API, Client, serving

FILES = 1_000_000
ORDERS = ["-createdAt", "filename", "-size"]
MEASURED = 1000


def rows(bench):
    """For each order: the whole list is walked once for its cursors, then pages near its start, middle and end are fetched."""
    sample = bench.work / "sample.pdf"
    sample.write_bytes(b"%PDF-1.7\n%%EOF\n")
    with serving(bench) as server:
        server.upload(sample, "application/pdf")
        server.stop()
        seed(server.folder / "metadata.sqlite")
        server.start()
        for order in ORDERS:
            cursors = walk(server, order)
            for depth, share in (("first", 0), ("middle", 0.5), ("last", 0.99)):
                first = int(share * len(cursors))
                times = pages(server, order, cursors[first : first + len(cursors) // 100])
                name = f"listing by {order} of {FILES:,} files, {depth} pages"
                yield Row(f"{name}: p50", percentile(times, 0.5), "ms")
                yield alone(f"{name}: p99", percentile(times, 0.99), "ms", below=10)


def seed(database):
    """Copies the only file's row, whatever its columns, with other ids, names, sizes and times."""
    with sqlite3.connect(database) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(files)")]
        values = {
            "id": "lower(hex(randomblob(16)))",
            "filename": "lower(hex(randomblob(8))) || '.pdf'",
            "size": "1 + abs(random()) % 1000000000",
            "created_at": "created_at - 1000 * n",
            "updated_at": "created_at - 1000 * n",
        }
        picked = ", ".join(values.get(column, column) for column in columns)
        connection.execute(
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {FILES - 1}) "
            f"INSERT INTO files ({', '.join(columns)}) SELECT {picked} FROM numbers, (SELECT * FROM files LIMIT 1)"
        )


def walk(server, order):
    """The cursor of every page; raises when the pages do not hold every file exactly once."""
    client = Client(server)
    cursors, seen, cursor = [], set(), ""
    while cursor is not None:
        cursors.append(cursor)
        page = json.loads(client.fetch(address(order, cursor, 200))[0])
        seen.update(file["id"] for file in page["files"])
        cursor = page.get("nextCursor")
    if len(seen) != FILES:
        raise RuntimeError(f"{len(seen)} of {FILES} files were listed")
    return cursors


def pages(server, order, cursors):
    """Milliseconds of each fetch of a page of the usual size, at places taken in a fixed random order."""
    client, chance = Client(server), random.Random(1)
    return [1000 * client.fetch(address(order, chance.choice(cursors), 50))[1] for _ in range(MEASURED)]


def address(order, cursor, limit):
    fields = {"sort": order, "limit": limit, **({"cursor": cursor} if cursor else {})}
    return f"{API}/files?{urllib.parse.urlencode(fields)}"
