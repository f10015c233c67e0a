"""What a program and its workers hold while they work, seen from outside."""

import contextlib
import threading

from processes import tree_memory


class MemoryWatch:
    """Looks ten times a second at process `root` and its descendants: bytes, in the order of time."""

    def __init__(self, root):
        self.root, self.samples, self.swapped = root, [], 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.look)

    @property
    def peak(self):
        return max(self.samples, default=0)

    def look(self):
        while not self.ended.wait(0.1):
            # What has just ended holds nothing.
            if held := tree_memory(self.root):
                self.samples.append(held)
                self.swapped = max(self.swapped, tree_memory(self.root, "SwapPss"))


@contextlib.contextmanager
def watched(root):
    """A watch over process `root` for the length of a `with`."""
    watch = MemoryWatch(root)
    watch.thread.start()
    try:
        yield watch
    finally:
        watch.ended.set()
        watch.thread.join()
