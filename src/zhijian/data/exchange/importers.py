"""What an owner of data registers so that its rows can be imported."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from zhijian.data.exchange.rules import Outcome
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.types import Actor


class KindUnknown(NotFound):
    """Nobody registered this kind of import."""

    code = "exchange.kind_unknown"


@dataclass(frozen=True, kw_only=True)
class ImportField:
    """One field that a column may stand for; ``heading`` is its name in the template."""

    name: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    help: str = ""


class SourceRow(NamedTuple):
    """One row of a file: its line (from 1) and the text under each field that has a column."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """What is wrong with a row; ``field`` is empty when it is the row as a whole."""

    field: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RowOutcome:
    """What became of a row, or will; ``problems`` only of bad and duplicate rows."""

    outcome: Outcome
    problems: tuple[RowProblem, ...] = ()


class ImportRun(Protocol):
    """One pass over a file; it remembers the rows it has seen, to tell repetitions."""

    def check(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        """What loading these rows would do, one outcome for each, in order. Writes nothing."""

    def load(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        """Write the good ones of these rows; one outcome for each, in order. A bad row leaves nothing behind."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """One outcome for each row of a chunk in order, and what its run is to store: of the good ones only."""

    outcomes: list[RowOutcome]
    ready: Any


class StagedRun(ABC):
    """An ImportRun for hundreds of thousands of rows: a chunk is read, looked up, settled, and in a load stored.

    ``read`` and ``settle`` use no database, so that a chunk can be settled while the one before it is stored; it is
    therefore looked up before that one is stored.
    """

    @abstractmethod
    def read(self, rows: Sequence[SourceRow]) -> Any:
        """What the rows say."""

    @abstractmethod
    def look_up(self, told: Any) -> Any:
        """What the database knows of them, in a few statements."""

    @abstractmethod
    def settle(self, rows: Sequence[SourceRow], told: Any, known: Any, *, loading: bool) -> Settled:
        """What loading these rows does; without ``loading`` nothing is made ready to be stored."""

    @abstractmethod
    def store(self, ready: Any) -> None:
        """Write what was settled, in the caller's transaction."""

    @abstractmethod
    def storing(self) -> AbstractContextManager[None]:
        """Goes around all that one load stores, outside its transactions."""

    def check(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        """As an ImportRun."""
        told = self.read(rows)
        return self.settle(rows, told, self.look_up(told), loading=False).outcomes

    def load(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        """As an ImportRun."""
        told = self.read(rows)
        settled = self.settle(rows, told, self.look_up(told), loading=True)
        self.store(settled.ready)
        return settled.outcomes


class Importer(Protocol):
    """One kind of import, registered by the owner of the data."""

    kind: str
    label: str
    permission: str
    fields: tuple[ImportField, ...]

    def begin(self, *, source: str, by: Actor, at: datetime) -> ImportRun:
        """A pass over one file.  source: where the data come from, for the history of what is changed."""


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Offer a kind of import (called in ``apps.ready`` of its owner)."""
    _importers[importer.kind] = importer


def importer(kind: str) -> Importer:
    """The importer of a kind. Raises KindUnknown."""
    if kind not in _importers:
        raise KindUnknown("没有这种导入，请从“导入”页面重新选择。")
    return _importers[kind]


def importers() -> list[Importer]:
    """All kinds of import by kind."""
    return [_importers[kind] for kind in sorted(_importers)]
