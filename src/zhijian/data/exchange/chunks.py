"""Neighbouring rows of a file, and what became of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from zhijian.data.exchange.importers import RowOutcome, SourceRow
from zhijian.data.exchange.kept_rows import Guarded
from zhijian.data.exchange.rules import Outcome


@dataclass(frozen=True)
class Judged:
    """What became of a chunk.  told: rows with something to tell about them, in order."""

    counts: Counter[Outcome]
    told: list[tuple[SourceRow, RowOutcome]]

    def bad(self) -> list[tuple[SourceRow, RowOutcome]]:
        """The rows that cannot be imported."""
        return [pair for pair in self.told if pair[1].outcome is Outcome.BAD]


@dataclass(frozen=True)
class Chunk:
    """Neighbouring rows.  guarded: by line, the outcome of those that are bad before their importer sees them."""

    rows: list[SourceRow]
    guarded: dict[int, RowOutcome]

    def sound(self) -> list[SourceRow]:
        """The rows that their importer sees."""
        return [row for row in self.rows if row.line not in self.guarded] if self.guarded else self.rows

    def judged(self, of_sound: list[RowOutcome]) -> Judged:
        """What became of all rows, from the outcomes of the sound ones."""
        found = iter(of_sound)
        outcomes = [self.guarded.get(row.line) or next(found) for row in self.rows] if self.guarded else list(found)
        told = [pair for pair in zip(self.rows, outcomes, strict=True) if pair[1].problems]
        return Judged(Counter([item.outcome for item in outcomes]), told)


def take(rows: Iterator[Guarded], count: int) -> Chunk | None:
    """The next rows, at most so many; None after the last."""
    taken = list(islice(rows, count))
    return Chunk([row for row, _ in taken], {row.line: bad for row, bad in taken if bad}) if taken else None
