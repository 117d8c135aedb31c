"""Records of imports that leave the part."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class ColumnRecord:
    """A column of the file (from 1) and the field it stands for."""

    column: int
    heading: str
    field: str | None
    match: str
    match_label: str


@dataclass(frozen=True, kw_only=True)
class ImportRecord:
    """An import as lists show it; ``actions`` names what the caller may do with it now."""

    uid: UUID
    kind: str
    kind_label: str
    file_name: str
    size: int
    state: str
    state_label: str
    mode: str
    rows_total: int | None
    rows_expected: int
    rows_done: int
    new: int
    changed: int
    unchanged: int
    bad: int
    duplicate: int
    problem_count: int
    refusal: str
    owner: UUID
    owner_name: str
    uploaded_at: datetime
    ended_at: datetime | None
    version: int
    actions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImportDetail(ImportRecord):
    """An import with its columns and first rows."""

    sheet: str
    columns: tuple[ColumnRecord, ...]
    sample: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class ProblemRecord:
    """Why a row was not imported; line counts from 1 with the heading's row."""

    line: int
    heading: str
    value: str
    reason: str
    outcome: str
