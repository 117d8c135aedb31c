"""What leaves the audit part: records of the trail as an auditor reads them, and the state of the chain."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class LeafFilter:
    """What narrows the trail; empty fields do not. on_from and on_to are days in China, both included.

    who: the person's uid, or part of the name.  act: exact, or ``change`` for every captured change of a row, or
    ``note`` for every noted act.
    """

    who: str = ""
    table: str = ""
    row: str = ""
    act: str = ""
    transaction: int | None = None
    on_from: date | None = None
    on_to: date | None = None

    def facts(self) -> dict[str, str]:
        """The conditions that are set, to be noted with the look."""
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: str(value) for name, value in given.items() if value not in ("", None)}


@dataclass(frozen=True, kw_only=True)
class LeafRecord:
    """One line of the trail: who did what to which row, when, from where; ``fields`` are the columns it touched."""

    id: int
    at: datetime
    act: str
    act_label: str
    table: str
    table_label: str
    row: str
    transaction: int
    who: str
    person: str | None
    channel: str
    address: str | None
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One column before and after; a masked one shows only that it was there."""

    name: str
    label: str
    before: Any
    after: Any
    is_masked: bool


@dataclass(frozen=True, kw_only=True)
class LeafDetail(LeafRecord):
    """One line with every column, where it came from, and the block that seals it (None: not sealed yet)."""

    changes: tuple[FieldChange, ...]
    device: str
    request: str | None
    account: str | None
    block: int | None
    sealed_at: datetime | None
    sha256: str | None


@dataclass(frozen=True, kw_only=True)
class VerificationRecord:
    """One check of the whole chain and of all rows; ``ok`` is None while it runs.

    table, row: the business record that is not as the trail left it, if that is what was found.
    """

    uid: UUID
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None
    leaves_total: int
    leaves_checked: int
    ok: bool | None
    message: str
    block: int | None
    leaf: int | None
    table: str
    row: str


@dataclass(frozen=True, kw_only=True)
class CheckpointRecord:
    """The last signed line that stands outside the database."""

    block: int
    sha256: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ChainState:
    """Where the chain stands now, and its latest checks."""

    blocks: int
    sealed_leaves: int
    waiting_leaves: int
    sealed_at: datetime | None
    sha256: str
    sm3: str
    checkpoint: CheckpointRecord | None
    verifications: tuple[VerificationRecord, ...]


@dataclass(frozen=True, kw_only=True)
class Named:
    """A code of the trail with its Chinese name."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What can be filtered by: kinds of rows and acts."""

    tables: tuple[Named, ...]
    acts: tuple[Named, ...]
