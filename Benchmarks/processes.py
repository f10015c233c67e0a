"""What running programs have used, by proc(5)."""

import os
import pathlib

TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(root):
    """User and system seconds of process `root` and all its living descendants."""
    return sum((int(fields[11]) + int(fields[12])) / TICKS for fields in tree(root).values())


def tree_memory(root, field="Pss"):
    """Resident bytes of process `root` and all its living descendants; what several share counts once."""
    total = 0
    for pid in tree(root):
        try:
            rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += int(rollup.split(f"\n{field}:")[1].split()[0]) * 1024
        except (OSError, IndexError):  # it has ended meanwhile
            continue
    return total


def tree(root):
    """The fields of /proc/PID/stat behind the name, of process `root` and all its living descendants."""
    found = {}
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found[int(folder.name)] = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:  # it has ended meanwhile
                continue
    parents = {pid: int(fields[1]) for pid, fields in found.items()}
    return {pid: fields for pid, fields in found.items() if descends(pid, root, parents)}


def descends(pid, root, parents):
    while pid and pid != root:
        pid = parents.get(pid, 0)
    return pid == root


def resident(pid, field="VmRSS"):
    """Resident bytes now, or with `VmHWM` the most there ever were."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split(f"{field}:")[1].split()[0]) * 1024


def forget_peak(pid):
    """Makes VmHWM begin again at what is resident now."""
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
