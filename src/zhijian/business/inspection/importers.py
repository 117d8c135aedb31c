"""Spreadsheets of the two libraries: officers found by their certificate, objects that join the register on the way."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from zhijian.business.inspection.queries import pools as queries
from zhijian.business.inspection.services import pools
from zhijian.data.exchange import importers as exchange
from zhijian.data.exchange.importers import ImportField, ImportRun, RowOutcome, RowProblem, SourceRow
from zhijian.data.exchange.rules import Outcome
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import DomainError
from zhijian.kernel.text import normalise
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor, OfficerRecord

POOL = ImportField(
    name="pool",
    heading="名录库",
    aliases=("名录库名称", "所属名录库"),
    required=True,
    example="餐饮服务检查对象名录",
    help="名录库的名称；没有同名的名录库时新建一个。",
)
REGISTER = "registry.entities"
"""The register's own import, which the import of objects goes through."""

YES = frozenset({"是", "组长", "√", "1", "y", "yes"})
NO = frozenset({"否", "", "0", "n", "no", "×"})


def _bad(field: str, reason: str) -> RowOutcome:
    return RowOutcome(outcome=Outcome.BAD, problems=(RowProblem(field=field, reason=reason),))


def _repeated(field: str, line: int) -> RowOutcome:
    reason = f"与第 {line} 行重复，只导入第 {line} 行。"
    return RowOutcome(outcome=Outcome.DUPLICATE, problems=(RowProblem(field=field, reason=reason),))


class OfficerImporter:
    """Puts officers into libraries; they are people of the platform already, known by their certificate number."""

    kind = "inspection.officers"
    label = "执法检查人员名录"
    permission = "inspection.pools"
    fields: tuple[ImportField, ...] = (
        POOL,
        ImportField(name="name", heading="姓名", required=True, example="林某"),
        ImportField(
            name="certificate",
            heading="执法证号",
            aliases=("执法证编号", "证号"),
            required=True,
            example="ZF00000001",
            help="与人员管理中登记的执法证号一致。",
        ),
        ImportField(name="leader", heading="是否组长", aliases=("组长",), example="是", help="填“是”或“否”。"),
    )

    def begin(self, *, source: str, by: Actor, at: datetime) -> ImportRun:
        """A pass over one file. Raises NotAllowed."""
        by.must(self.permission)
        return _OfficerRun(by=by, at=at)


class _OfficerRun:
    def __init__(self, *, by: Actor, at: datetime) -> None:
        self.by, self.at, self.today = by, at, business_date(at)
        people = identity.officers(by=by, on=self.today)
        self.people = {item.certificate.number: item for item in people if item.certificate}
        self.pools = {item.name: item.uid for item in queries.officer_pools(by=by, today=self.today)}
        self.members: dict[str, dict[UUID, bool]] = {}
        self.seen: dict[tuple[str, str], int] = {}

    def check(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        return [self._one(row, writing=False) for row in rows]

    def load(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        return [self._one(row, writing=True) for row in rows]

    def _one(self, row: SourceRow, *, writing: bool) -> RowOutcome:
        pool, number = _cell(row, "pool"), _cell(row, "certificate")
        leader = _cell(row, "leader").lower()
        if line := self.seen.get((pool, number)):
            return _repeated("certificate", line)
        found = self.people.get(number)
        if found is None:
            return _bad("certificate", "没有找到持有这个执法证的在任人员，请先在人员管理中登记。")
        if problem := _officer_problem(found, _cell(row, "name"), leader, pool):
            return problem
        self.seen[pool, number] = row.line
        return self._put(pool, found.uid, leader in YES, writing)

    def _put(self, pool: str, person: UUID, leads: bool, writing: bool) -> RowOutcome:
        held = self._held(pool)
        if held.get(person) is leads:
            return RowOutcome(outcome=Outcome.UNCHANGED)
        outcome = Outcome.CHANGED if person in held else Outcome.NEW
        try:
            if writing:
                self._write(pool, person, leads)
        except DomainError as error:
            return _bad("", error.message)
        held[person] = leads
        return RowOutcome(outcome=outcome)

    def _held(self, pool: str) -> dict[UUID, bool]:
        if pool not in self.members:
            uid = self.pools.get(pool)
            members = queries.officer_pool(pool=uid, by=self.by, today=self.today).members if uid else ()
            self.members[pool] = {member.person.uid: member.is_group_leader for member in members}
        return self.members[pool]

    def _write(self, pool: str, person: UUID, leads: bool) -> None:
        if pool in self.pools:
            pools.add_officers(pool=self.pools[pool], members={person: leads}, by=self.by, at=self.at)
        else:
            made = pools.make_officer_pool(
                name=pool, organisation=None, members={person: leads}, by=self.by, at=self.at
            )
            self.pools[pool] = made.uid


def _officer_problem(found: OfficerRecord, name: str, leader: str, pool: str) -> RowOutcome | None:
    if not 2 <= len(pool) <= 80:
        return _bad("pool", "名录库名称应为 2 至 80 个字。")
    if found.name != name:
        return _bad("name", f"这个执法证登记在“{found.name}”名下，请核对姓名。")
    if leader not in YES | NO:
        return _bad("leader", "是否组长只能填“是”或“否”。")
    return None


class ObjectImporter:
    """Puts entities into libraries; those not in the register yet join it, by the register's own import."""

    kind = "inspection.objects"
    label = "检查对象名录"
    permission = "inspection.pools"

    def __init__(self) -> None:
        self.fields: tuple[ImportField, ...] = (POOL, *exchange.importer(REGISTER).fields)

    def begin(self, *, source: str, by: Actor, at: datetime) -> ImportRun:
        """A pass over one file. Raises NotAllowed, also for who may not keep the register."""
        by.must(self.permission)
        return _ObjectRun(register=exchange.importer(REGISTER).begin(source=source, by=by, at=at), by=by, at=at)


class _ObjectRun:
    def __init__(self, *, register: ImportRun, by: Actor, at: datetime) -> None:
        self.register, self.by, self.at = register, by, at
        self.pools = {item.name: item.uid for item in queries.object_pools(by=by)}

    def check(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        return self._go(rows, writing=False)

    def load(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        return self._go(rows, writing=True)

    def _go(self, rows: Sequence[SourceRow], *, writing: bool) -> list[RowOutcome]:
        outcomes = {row.line: problem for row in rows if (problem := self._problem(row))}
        good = [row for row in rows if row.line not in outcomes]
        taken = self.register.load(good) if writing else self.register.check(good)
        outcomes |= {row.line: outcome for row, outcome in zip(good, taken, strict=True)}
        by_pool: dict[str, list[SourceRow]] = {}
        for row in good:
            if not outcomes[row.line].problems:
                by_pool.setdefault(_cell(row, "pool"), []).append(row)
        for pool, members in by_pool.items():
            for line in self._join(pool, members, writing=writing):
                if outcomes[line].outcome is Outcome.UNCHANGED:
                    outcomes[line] = RowOutcome(outcome=Outcome.CHANGED)
        return [outcomes[row.line] for row in rows]

    def _problem(self, row: SourceRow) -> RowOutcome | None:
        if not 2 <= len(_cell(row, "pool")) <= 80:
            return _bad("pool", "名录库名称应为 2 至 80 个字。")
        if not _cell(row, "code") and queries.namesakes(_cell(row, "name"), by=self.by) > 1:
            return _bad("code", "同名主体不止一个，请填写统一社会信用代码或者注册号。")
        return None

    def _join(self, pool: str, rows: Sequence[SourceRow], *, writing: bool) -> list[int]:
        """Put the entities of these rows into a library; gives the lines of those that were not in it."""
        named = [(_cell(row, "code").upper(), _cell(row, "name")) for row in rows]
        found = queries.entities_named(named, by=self.by)
        uid = self.pools.get(pool)
        held = queries.members_among(uid, found.values()) if uid else set()
        missing = {entity for entity in found.values() if entity not in held}
        if writing and missing:
            self._put(pool, missing)
        return [row.line for row, key in zip(rows, named, strict=True) if found.get(key) in missing]

    def _put(self, pool: str, entities: set[UUID]) -> None:
        if pool in self.pools:
            pools.add_objects(pool=self.pools[pool], entities=entities, by=self.by, at=self.at)
        else:
            made = pools.make_object_pool(
                name=pool, organisation=None, chosen_by=None, entities=entities, by=self.by, at=self.at
            )
            self.pools[pool] = made.uid


def _cell(row: SourceRow, field: str) -> str:
    return normalise(row.values.get(field, ""))
