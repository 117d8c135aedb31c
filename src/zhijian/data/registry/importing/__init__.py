"""The register's import: what a row says, which entity it is about, and what loading it does."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from zhijian.data.exchange.importers import ImportRun, RowOutcome, RowProblem, Settled, SourceRow, StagedRun
from zhijian.data.exchange.rules import Outcome
from zhijian.data.registry.importing.fields import FIELDS
from zhijian.data.registry.importing.matching import Offices, Register
from zhijian.data.registry.importing.reading import Told, ValueInvalid, differing, read
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import match_key
from zhijian.data.registry.services.bulk import EMPTY, NewLicence, Prepared, Row, prepare, store
from zhijian.kernel.errors import DomainError
from zhijian.support.identity.types import Actor
from zhijian.support.search import services as search

__all__ = ["EntityImporter"]

_COLUMNS = tuple(EMPTY)
_TOLD = tuple(name for name in _COLUMNS if name != "match_key")
_NAMES = frozenset(field.name for field in FIELDS)


class EntityImporter:
    """Imports entities with their licences, matched by code, registration number, or name and address."""

    kind = "registry.entities"
    label = "经营主体"
    permission = "registry.import"
    fields = FIELDS

    def begin(self, *, source: str, by: Actor, at: datetime) -> ImportRun:
        """A pass over one file. Raises NotAllowed."""
        by.must("registry.manage")
        return _Run(source=source, by=by, at=at)


_Seen = tuple[int, bytes, bool]
"""Line and marks of a row, and whether it names a code."""


class _Run(StagedRun):
    """One pass.  codes, alike, entities, permits: the row in which a code, a name with address, a known entity or a
    licence number came first."""

    def __init__(self, *, source: str, by: Actor, at: datetime) -> None:
        self.source, self.by, self.at = source, by, at
        self.offices = Offices(by=by)
        self.codes: dict[str, _Seen] = {}
        self.alike: dict[str, _Seen] = {}
        self.entities: dict[int, _Seen] = {}
        self.permits: dict[str, int] = {}

    def read(self, rows: Sequence[SourceRow]) -> list[Told | list[RowProblem]]:
        return [read(row) for row in rows]

    def look_up(self, told: list[Told | list[RowProblem]]) -> Register:
        return Register([item for item in told if isinstance(item, Told)], by=self.by)

    def settle(
        self, rows: Sequence[SourceRow], told: list[Told | list[RowProblem]], known: Register, *, loading: bool
    ) -> Settled:
        outcomes, writes = [], []
        for row, item in zip(rows, told, strict=True):
            if isinstance(item, list):
                outcomes.append(RowOutcome(outcome=Outcome.BAD, problems=tuple(item)))
                continue
            try:
                outcome, write = self._one(row.line, item, known)
            except DomainError as error:
                outcomes.append(RowOutcome(outcome=Outcome.BAD, problems=(_problem(error),)))
                continue
            outcomes.append(outcome)
            if write is not None:
                writes.append(write)
        ready = prepare(writes, source=self.source, by=self.by, at=self.at) if loading else None
        return Settled(outcomes=outcomes, ready=ready)

    def storing(self) -> AbstractContextManager[None]:
        return search.sorted_in_beside()

    def store(self, ready: Prepared) -> None:
        """Raises RegisterMoved; the same chunk again then finds what the others did."""
        store(ready)

    def _one(self, line: int, item: Told, register: Register) -> tuple[RowOutcome, Row | None]:
        entity, marks = register.find(item), item.marks()
        before = self._earlier(item, entity)
        if before is not None:
            return _repeated(before, marks), None
        for licence in item.licences:
            if first := self.permits.get(licence.number):
                raise ValueInvalid(f"许可证编号 {licence.number} 在第 {first} 行已经出现。", field="licences")
        fresh = register.fresh_licences(item, entity)
        write = self._write(item, entity, fresh)
        self._remember((line, marks, bool(item.code)), item, entity)
        if entity is None:
            return _NEW, write
        return (_CHANGED, write) if write.changed or fresh else (_UNCHANGED, None)

    def _earlier(self, item: Told, entity: Entity | None) -> _Seen | None:
        """An earlier row about the same entity."""
        if entity is not None and entity.pk in self.entities:
            return self.entities[entity.pk]
        if item.code in self.codes:
            return self.codes[item.code]
        alike = self.alike.get(item.match_key)
        return None if alike is None or (alike[2] and item.code) else alike

    def _remember(self, seen: _Seen, item: Told, entity: Entity | None) -> None:
        if entity is not None:
            self.entities[entity.pk] = seen
        if item.code:
            self.codes[item.code] = seen
        if item.match_key:
            self.alike.setdefault(item.match_key, seen)
        if item.licences:
            self.permits.update({licence.number: seen[0] for licence in item.licences})

    def _write(self, item: Told, entity: Entity | None, fresh: tuple[NewLicence, ...]) -> Row:
        if entity is None:
            place = self.offices.of(item.known.get("street", ""))
            return Row(item.known | {"match_key": item.match_key}, place.pk, licences=fresh)
        values = {name: getattr(entity, name) for name in _COLUMNS} | item.known
        values["match_key"] = match_key(values["name"], values["address"])
        changed = tuple(name for name in _TOLD if values[name] != getattr(entity, name))
        return Row(values, entity.organisation_id, entity, changed, fresh)


_NEW, _CHANGED, _UNCHANGED = (RowOutcome(outcome=item) for item in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED))


def _repeated(seen: _Seen, these: bytes) -> RowOutcome:
    """A row about an entity that an earlier row was about: said alike, or in contradiction to it."""
    first, marks, _ = seen
    reason = f"与第 {first} 行是同一主体，只导入第 {first} 行。"
    if against := differing(marks, these):
        named = "、".join(f"“{heading}”" for heading in against)
        reason = f"与第 {first} 行是同一主体，但{named}不同，只导入第 {first} 行，请核对哪一行是对的。"
    return RowOutcome(outcome=Outcome.DUPLICATE, problems=(RowProblem(field="name", reason=reason),))


def _problem(error: DomainError) -> RowProblem:
    field = str(error.facts.get("field", ""))
    return RowProblem(field=field if field in _NAMES else "", reason=error.message)
