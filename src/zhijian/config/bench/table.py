"""The figures as people read them: lines while they come, one table at the end, a file if wanted."""

import json
import os
import platform
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from zhijian.kernel.clock import business_date
from zhijian.kernel.figures import Figure

HEADINGS = ("项目", "目标", "中位数", "p95", "对照", "对照值", "倍数", "达到")
_PLACES = {"MB": 0, "KiB": 0, "条/秒": 0}


def cells(figure: Figure) -> tuple[str, ...]:
    """One row of the table."""
    return (
        figure.what,
        figure.goal or "—",
        _shown(figure.median, figure.unit),
        _shown(figure.p95, figure.unit),
        figure.reference or "—",
        _shown(figure.reference_median, figure.unit),
        f"{figure.ratio:.2f}" if figure.ratio is not None else "—",
        {True: "是", False: "否", None: "—"}[figure.met],
    )


def briefly(figure: Figure) -> str:
    """The same in a few words, while the benches run."""
    beside = f"（对照的 {figure.ratio:.2f} 倍）" if figure.ratio is not None else ""
    return f"{figure.what} {_shown(figure.median, figure.unit)}{beside}"


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{value:,.{_PLACES.get(unit, 2 if value < 10 else 1)}f} {unit}"


def as_text(rows: Sequence[tuple[str, ...]]) -> str:
    """Aligned columns; Chinese characters take two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
             for row in rows]  # fmt: skip
    return "\n".join([lines[0], "-" * (sum(widths) + 2 * (len(widths) - 1)), *lines[1:]])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def as_markdown(figures: Mapping[str, Sequence[Figure]], *, at: datetime) -> str:
    """The table with date and machine, as ``docs/performance.md`` keeps it."""
    rows = [cells(figure) for found in figures.values() for figure in found]
    lines = [HEADINGS, ("---",) * len(HEADINGS), *rows]
    table = "\n".join(f"| {' | '.join(row)} |" for row in lines)
    return f"测于 {business_date(at)}，{machine()}。\n\n{table}\n"


def as_json(figures: Mapping[str, Sequence[Figure]], *, at: datetime) -> str:
    """The same for programs."""
    found = {name: [figure.to_json() for figure in each] for name, each in figures.items()}
    return json.dumps({"at": at.isoformat(), "machine": machine(), "figures": found}, ensure_ascii=False, indent=2)


def machine() -> str:
    """What it was measured on, and how busy it was: above one for each core, times by the clock grow."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python, load = platform.python_version(), os.getloadavg()[1]
    return f"{os.cpu_count()} 核 {model}，内存 {memory:.0f} GB，Python {python}，测时系统负载 {load:.1f}"
