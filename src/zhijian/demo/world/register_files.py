"""The register as a file to import, clean or dirty, with the truth beside it.

Every file comes with ``<file>.truth.jsonl``: one line for each row, in order, naming the entity the row is about, its
true code, and every error put in, so that matching and merging can be scored.
"""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from zhijian.demo.world.dirt import Row, dirty_rows
from zhijian.demo.world.entity import Entity
from zhijian.demo.world.register_rows import HEADINGS, clean_row
from zhijian.demo.world.world import World


def truth_path(path: Path) -> Path:
    """Where the truth about the file at ``path`` stands."""
    return path.with_name(path.name + ".truth.jsonl")


def write_register_xlsx(world: World, path: Path, rows: int | None = None, *, dirty: bool = False) -> int:
    """Write the first ``rows`` entities as one sheet and return how many rows the file has.

    rows: all of the register when None; more than the register adds entities that left.  dirty: with 2 % duplicates,
    1 % contradictions, digits in full width; the file then has more rows than entities.  Same world, same bytes.
    """
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet("经营主体")
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading)
    count = 0
    with truth_path(path).open("w", encoding="utf-8", newline="\n") as truth:
        for count, row in enumerate(_rows(world, rows, dirty=dirty), start=1):
            for column, value in enumerate(row.values):
                sheet.write_string(count, column, value)
            truth.write(_truth_line(count, row))
    book.close()
    return count


def write_register_csv(
    world: World, path: Path, encoding: str = "utf-8-sig", rows: int | None = None, *, dirty: bool = False
) -> int:
    """Write the first ``rows`` entities as CSV (``utf-8``, ``utf-8-sig`` or ``gb18030``); otherwise as the sheet."""
    count = 0
    with (
        path.open("w", encoding=encoding, newline="") as file,
        truth_path(path).open("w", encoding="utf-8", newline="\n") as truth,
    ):
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for count, row in enumerate(_rows(world, rows, dirty=dirty), start=1):
            writer.writerow(row.values)
            truth.write(_truth_line(count, row))
    return count


def _rows(world: World, rows: int | None, *, dirty: bool) -> Iterator[Row]:
    stop = min(world.register if rows is None else rows, world.total)
    if dirty:
        return dirty_rows(world, stop)
    return (Row(entity, clean_row(world, entity), ()) for entity in _first(world, stop))


def _first(world: World, stop: int) -> Iterator[Entity]:
    return map(world.entity, range(stop))


def _truth_line(number: int, row: Row) -> str:
    planted = [*row.entity.planted, *row.planted]
    line = {
        "row": number,
        "entity": row.entity.number,
        "uscc": row.entity.uscc,
        "planted": [{"kind": error.kind, "field": error.field, "true": error.true} for error in planted],
    }
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
