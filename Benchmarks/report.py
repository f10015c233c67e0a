"""The rows that come out, as a table and as JSON."""

import dataclasses
import json


@dataclasses.dataclass
class Row:
    """One figure. `ratio` is value over peer value; `holds` is None where there is no target."""

    name: str
    value: float | None
    unit: str
    peer: str | None = None
    peerValue: float | None = None
    ratio: float | None = None
    target: str | None = None
    holds: bool | None = None
    note: str | None = None


def against(name, value, unit, peer, peer_value, ratio_at_most=None):
    """A row beside a peer's figure of the same run."""
    ratio = value / peer_value if peer_value else None
    row = Row(name, value, unit, peer, peer_value, ratio)
    if ratio_at_most is not None:
        row.target = f"ratio ≤ {ratio_at_most:g}"
        row.holds = ratio is not None and ratio <= ratio_at_most
    return row


def at_least(name, value, unit, peer, peer_value, ratio_at_least):
    """A row beside a peer's figure of the same run, where more is better."""
    row = against(name, value, unit, peer, peer_value)
    row.target = f"ratio ≥ {ratio_at_least:g}"
    row.holds = row.ratio is not None and row.ratio >= ratio_at_least
    return row


def at_most(name, value, unit, peer, peer_value, most):
    """A row beside a peer's figure of the same run, with a bound of its own."""
    row = against(name, value, unit, peer, peer_value)
    row.target, row.holds = f"≤ {most:g} {unit}", value <= most
    return row


def alone(name, value, unit, below=None, exactly=None):
    """A row without a peer, with a bound if there is one."""
    row = Row(name, value, unit)
    if below is not None:
        row.target, row.holds = f"< {below:g} {unit}", value < below
    if exactly is not None:
        row.target, row.holds = f"= {exactly:g}", value == exactly
    return row


def failed(name, error):
    """A row for what could not be measured: it never holds."""
    return Row(name, None, "", target="measured", holds=False, note=str(error))


def table(rows):
    """The rows as text in columns."""
    head = ["name", "value", "unit", "peer", "peer value", "ratio", "target", "holds"]
    body = [
        [
            row.name, number(row.value), row.unit, row.peer or "", number(row.peerValue), number(row.ratio),
            row.target or "", {True: "yes", False: "NO", None: ""}[row.holds],
        ]
        for row in rows
    ]
    widths = [max(len(line[column]) for line in [head, *body]) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in [head, *body]]
    lines.insert(1, "  ".join("-" * width for width in widths))
    lines += [f"{row.name}: {row.note}" for row in rows if row.note]
    return "\n".join(lines)


def number(value):
    """Four significant digits, without exponents."""
    if value is None:
        return ""
    if value == 0 or abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{value:.4g}"


def write(path, machine, rows):
    """Writes machine and rows as JSON."""
    with open(path, "w") as file:
        content = {"machine": machine, "rows": [dataclasses.asdict(row) for row in rows]}
        json.dump(content, file, indent=2, ensure_ascii=False)
        file.write("\n")
