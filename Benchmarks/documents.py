"""Documents: what is read right in scans, how fast, how fast text is taken as it is, and what it takes of memory."""

import accuracy
import native_text
import reading
import reading_memory


def rows(bench):
    yield from native_text.rows(bench)
    yield from reading.rows(bench)
    yield from accuracy.rows(bench)
    yield from reading_memory.rows(bench)
