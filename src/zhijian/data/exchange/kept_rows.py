"""The rows of an import as the check read them, so that the load need not take the workbook apart a second time.

They lie beside the uploaded file under the batch's name. Whatever is missing, cut off or made for another mapping of
the columns is passed over: the file itself is read then.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Self

import orjson

from zhijian.data.exchange import store
from zhijian.data.exchange.importers import RowOutcome, RowProblem, SourceRow
from zhijian.data.exchange.models import ImportBatch
from zhijian.data.exchange.rules import Outcome

Guarded = tuple[SourceRow, RowOutcome | None]
"""A row, and its outcome when it is bad before its importer sees it."""


def _path(batch: ImportBatch) -> Path:
    return store.path_of(batch.sha256).with_name(f"{batch.sha256}.{batch.uid}.rows")


def _names(batch: ImportBatch) -> list[str]:
    return [name for name in batch.fields if name]


class Keeper:
    """Writes rows while they are checked; only when all of them were written do they get their name.

    A context: left without ``finish``, it leaves nothing behind.
    """

    def __init__(self, batch: ImportBatch) -> None:
        forget(batch)
        self._batch, self._count, self._part = batch, 0, _path(batch).with_suffix(".part")
        self._part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._part.unlink(missing_ok=True)
        self._file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)

    def keep(self, rows: Iterable[SourceRow], guarded: dict[int, RowOutcome]) -> None:
        """Write the next rows in order."""
        for row in rows:
            bad = guarded.get(row.line)
            problems = [(problem.field, problem.reason) for problem in bad.problems] if bad else None
            self._file.write(orjson.dumps((row.line, tuple(row.values.values()), problems)) + b"\n")
            self._count += 1

    def finish(self) -> None:
        """All rows were written."""
        self._file.write(orjson.dumps({"rows": self._count, "fields": _names(self._batch)}))
        self._file.close()
        self._part.replace(_path(self._batch))


def rows(batch: ImportBatch) -> Iterator[Guarded] | None:
    """The rows that the check of this batch kept; None when it has to be read from the file."""
    path = _path(batch)
    names = _names(batch)
    if batch.rows_total is None or not path.is_file() or _ending(path) != {"rows": batch.rows_total, "fields": names}:
        return None
    return _read(path, names, batch.rows_total)


def _ending(path: Path) -> object:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 10_000))
        try:
            return orjson.loads(file.read().rpartition(b"\n")[2])
        except orjson.JSONDecodeError:
            return None


def _read(path: Path, names: list[str], count: int) -> Iterator[Guarded]:
    with path.open("rb") as file:
        for written in islice(file, count):
            line, values, problems = orjson.loads(written)
            row = SourceRow(line=line, values=dict(zip(names, values, strict=True)))
            yield row, _bad(problems) if problems else None


def _bad(problems: list[tuple[str, str]]) -> RowOutcome:
    told = tuple(RowProblem(field=field, reason=reason) for field, reason in problems)
    return RowOutcome(outcome=Outcome.BAD, problems=told)


def forget(batch: ImportBatch) -> None:
    """Drop what was kept."""
    _path(batch).unlink(missing_ok=True)
