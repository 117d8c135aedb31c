"""The register's import: what a row says, which entity it is about, and what loading it does."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from zhijian.data.exchange.dates import parse_date
from zhijian.data.exchange.importers import ImportField, ImportRun, RowOutcome, RowProblem, SourceRow
from zhijian.data.exchange.rules import Outcome
from zhijian.data.registry import services
from zhijian.data.registry.models import Entity, Licence
from zhijian.data.registry.rules import EntityStatus, SupervisionClass
from zhijian.data.registry.types import EntityIn
from zhijian.kernel.errors import DomainError, Invalid
from zhijian.kernel.identifiers.permits import PermitInvalid, PermitKind, check_permit
from zhijian.kernel.identifiers.persons import parse_phone
from zhijian.kernel.identifiers.registration_number import parse_registration_number
from zhijian.kernel.identifiers.uscc import parse_uscc
from zhijian.kernel.text import normalise
from zhijian.support.identity import queries as identity
from zhijian.support.identity.access import within
from zhijian.support.identity.types import Actor

FOREVER = "长期"
_BETWEEN = re.compile(r"[、,，;；]")
_NOT_COMPARED = re.compile(r"[\W_]+")
_OLD_NUMBER = re.compile(r"[0-9]{15}")
_FIELDS = (
    ImportField(
        name="code",
        heading="统一社会信用代码",
        aliases=("信用代码", "社会信用代码", "注册号", "统一社会信用代码/注册号"),
        example="92990102MA0000001X",
        help="18 位统一社会信用代码；尚未换发的填 15 位注册号。没有的留空，按名称和住所匹配。",
    ),
    ImportField(
        name="name",
        heading="名称",
        aliases=("主体名称", "企业名称", "单位名称", "字号名称", "市场主体名称"),
        required=True,
        example="南湖区好味来餐饮店",
        help="营业执照上的全称。",
    ),
    ImportField(
        name="entity_type", heading="主体类型", aliases=("类型", "企业类型"), example="9500", help="类型代码。"
    ),
    ImportField(
        name="legal_person",
        heading="法定代表人",
        aliases=("负责人", "经营者", "法定代表人（负责人）", "法人代表", "法人"),
        example="林某",
    ),
    ImportField(
        name="phone",
        heading="联系电话",
        aliases=("电话", "手机", "手机号"),
        example="13000000000",
        help="手机或带区号的固话。",
    ),
    ImportField(
        name="address",
        heading="住所",
        aliases=("地址", "经营场所", "住所（经营场所）", "注册地址"),
        example="南湖区试验路1号",
    ),
    ImportField(name="street", heading="所属街道", aliases=("街道", "乡镇街道"), example="南湖街道"),
    ImportField(name="industry", heading="行业代码", aliases=("行业",), example="H6210"),
    ImportField(
        name="established_on",
        heading="成立日期",
        aliases=("注册日期", "成立时间"),
        example="2020-01-31",
        help="如 2020-01-31。",
    ),
    ImportField(
        name="capital", heading="注册资本(万元)", aliases=("注册资本", "资金数额"), example="10", help="单位：万元。"
    ),
    ImportField(
        name="status",
        heading="状态",
        aliases=("登记状态", "经营状态"),
        example="存续",
        help="存续、注销、吊销，未注销等。",
    ),
    ImportField(
        name="supervision_classes",
        heading="监管类别",
        aliases=("类别",),
        example="CY、XS",
        help="CY 餐饮服务、XS 食品销售、YP 药品零售、QX 医疗器械经营、TS 特种设备使用，多个用、隔开。",
    ),
    ImportField(
        name="licences", heading="许可证编号", aliases=("许可证号",), example="JY23206120000016", help="多个用、隔开。"
    ),
    ImportField(
        name="licence_ends",
        heading="许可证有效期至",
        aliases=("有效期至",),
        example="2030-01-31",
        help="与许可证编号顺序一致，多个用、隔开；没有期限的写“长期”。",
    ),
    ImportField(name="lon", heading="经度", example="120.900000", help="CGCS2000/WGS-84，度。"),
    ImportField(name="lat", heading="纬度", example="32.000000", help="CGCS2000/WGS-84，度。"),
)


class ValueInvalid(Invalid):
    """A value of a row that cannot be right."""

    code = "registry.import_value_invalid"


@dataclass(frozen=True, kw_only=True)
class _Licence:
    kind: str
    number: str
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """What a row says, empty cells left out."""

    known: dict[str, object]
    licences: tuple[_Licence, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows of a file the same entity."""
        for name in ("uscc", "registration_number"):
            if self.known.get(name):
                return name, str(self.known[name])
        return "name", _compared(str(self.known["name"]), str(self.known.get("address", "")))


class EntityImporter:
    """Imports entities with their licences, matched by code, registration number, or name and address."""

    kind = "registry.entities"
    label = "经营主体"
    permission = "registry.import"
    fields = _FIELDS

    def begin(self, *, source: str, by: Actor, at: datetime) -> ImportRun:
        """A pass over one file."""
        by.must("registry.manage")
        return _Run(source=source, by=by, at=at)


class _Run:
    def __init__(self, *, source: str, by: Actor, at: datetime) -> None:
        assert by.organisation is not None  # exchange takes files from people with a post only
        self.source, self.by, self.at = source, by, at
        self.organ = identity.organ_of(by.organisation)
        reaches_organ = f"{self.organ.path}.".startswith(f"{by.organisation_path}.")
        self.place = self.organ.uid if reaches_organ else by.organisation
        self.seen: dict[tuple[str, str], int] = {}
        self.permits: dict[str, int] = {}

    def check(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        return self._go(rows, writing=False)

    def load(self, rows: Sequence[SourceRow]) -> list[RowOutcome]:
        return self._go(rows, writing=True)

    def _go(self, rows: Sequence[SourceRow], *, writing: bool) -> list[RowOutcome]:
        read = [_read(row) for row in rows]
        wanted = [item for item in read if isinstance(item, _Wanted)]
        register = _Register(wanted, organ_path=self.organ.path, by=self.by)
        return [self._one(row, item, register, writing) for row, item in zip(rows, read, strict=True)]

    def _one(
        self, row: SourceRow, item: "_Wanted | list[RowProblem]", register: "_Register", writing: bool
    ) -> RowOutcome:
        if isinstance(item, list):
            return RowOutcome(outcome=Outcome.BAD, problems=tuple(item))
        if before := self.seen.get(item.key):
            reason = f"与第 {before} 行是同一主体，只导入第 {before} 行。"
            return RowOutcome(outcome=Outcome.DUPLICATE, problems=(RowProblem(field="name", reason=reason),))
        try:
            outcome = self._settle(item, register, writing)
        except DomainError as error:
            return RowOutcome(outcome=Outcome.BAD, problems=(_problem(error),))
        except IntegrityError:
            reason = "这个主体或许可证刚被别人登记，请重新检查。"
            return RowOutcome(outcome=Outcome.BAD, problems=(RowProblem(field="", reason=reason),))
        self.seen[item.key] = row.line
        self.permits.update({licence.number: row.line for licence in item.licences})
        return RowOutcome(outcome=outcome)

    def _settle(self, item: _Wanted, register: "_Register", writing: bool) -> Outcome:
        entity = register.find(item)
        for licence in item.licences:
            if line := self.permits.get(licence.number):
                raise ValueInvalid(f"许可证编号 {licence.number} 在第 {line} 行已经出现。", field="licences")
        fresh = register.fresh_licences(item, entity)
        given = replace(_given(entity) if entity else EntityIn(name=""), **item.known)  # type: ignore[arg-type]
        values = services.checked(given)
        differs = entity is None or any(_differs(getattr(entity, key), value) for key, value in values.items())
        if writing and (differs or fresh):
            self._write(given, entity, fresh, register.office(given.street) or self.place, differs=differs)
        if entity is None:
            return Outcome.NEW
        return Outcome.CHANGED if differs or fresh else Outcome.UNCHANGED

    @transaction.atomic
    def _write(
        self, given: EntityIn, entity: Entity | None, fresh: Iterable[_Licence], office: UUID, *, differs: bool
    ) -> None:
        by, at, source = self.by, self.at, self.source
        if entity is None:
            uid = services.register_entity(given=given, organisation=office, source=source, by=by, at=at)
        else:
            uid = entity.uid
            if differs:
                services.change_entity(entity=uid, given=given, version=entity.version, source=source, by=by, at=at)
        for licence in fresh:
            services.add_licence(
                entity=uid,
                kind=licence.kind,
                number=licence.number,
                valid_from=None,
                valid_to=licence.valid_to,
                by=by,
                at=at,
            )


class _Register:
    """What the register knows about a chunk of rows: read at once, not row by row."""

    def __init__(self, rows: Sequence[_Wanted], *, organ_path: str, by: Actor) -> None:
        texts = {name: {str(row.known[name]) for row in rows if row.known.get(name)} for name in _MATCHED}
        found = list(
            Entity.objects.filter(
                Q(uscc__in=texts["uscc"])
                | Q(registration_number__in=texts["registration_number"])
                | Q(name__in=texts["name"])
            ).order_by("pk")
        )
        self.by_code = {entity.uscc: entity for entity in found if entity.uscc}
        self.by_number = {entity.registration_number: entity for entity in found if entity.registration_number}
        self.by_name = {_compared(entity.name, entity.address): entity for entity in found}
        reach = within(by, "registry.manage")
        self.mine = set(Entity.objects.filter(reach, pk__in=[item.pk for item in found]).values_list("pk", flat=True))
        numbers = [licence.number for row in rows for licence in row.licences]
        licences = Licence.objects.filter(number__in=numbers).order_by("pk")
        self.licences = {(item.kind, item.number): item for item in licences}
        streets = {str(row.known["street"]) for row in rows if row.known.get("street")}
        offices = (
            Entity.objects.filter(organisation__path__under=organ_path, street__in=streets)
            .values_list("street", "organisation__uid")
            .annotate(count=Count("pk"))
            .order_by("count", "organisation__path")
        )
        self.offices = {street: office for street, office, _ in offices}

    def find(self, row: _Wanted) -> Entity | None:
        """The entity a row is about, None for a new one. Raises ValueInvalid for one of another organ."""
        code, number = str(row.known.get("uscc", "")), str(row.known.get("registration_number", ""))
        entity = self.by_code.get(code) or self.by_number.get(number)
        if entity is None:
            alike = self.by_name.get(_compared(str(row.known["name"]), str(row.known.get("address", ""))))
            if alike and not (code and alike.uscc) and not (number and alike.registration_number):
                entity = alike
        if entity and entity.pk not in self.mine:
            raise ValueInvalid("这个主体由其他机构管辖，您不能改动，请联系管辖机构。", field="code")
        return entity

    def office(self, street: str) -> UUID | None:
        """The office that has most of the entities of a street."""
        return self.offices.get(street)

    def fresh_licences(self, row: _Wanted, entity: Entity | None) -> list[_Licence]:
        """Licences of a row that are not on record. Raises ValueInvalid for one on record otherwise."""
        fresh = []
        for licence in row.licences:
            known = self.licences.get((licence.kind, licence.number))
            if known is None:
                fresh.append(licence)
            elif entity is None or known.entity_id != entity.pk:
                raise ValueInvalid(f"许可证编号 {licence.number} 已登记在另一个主体名下。", field="licences")
            elif known.valid_to != licence.valid_to:
                raise ValueInvalid(
                    f"许可证 {licence.number} 登记的有效期与表中不同，请在主体档案中办理变更。", field="licence_ends"
                )
        return fresh


_MATCHED = ("uscc", "registration_number", "name")
_GIVEN = tuple(EntityIn.__dataclass_fields__)


def _given(entity: Entity) -> EntityIn:
    known = {name: getattr(entity, name) for name in _GIVEN}
    return EntityIn(**known | {name: tuple(known[name]) for name in ("supervision_classes", "tags")})


def _differs(stored: object, wanted: object) -> bool:
    return list(stored) != list(wanted) if isinstance(stored, list | tuple) else stored != wanted  # type: ignore[call-overload]


def _compared(name: str, address: str) -> str:
    return "|".join(_NOT_COMPARED.sub("", normalise(text)).lower() for text in (name, address))


def _problem(error: DomainError) -> RowProblem:
    field = str(error.facts.get("field", ""))
    names = {item.name for item in _FIELDS}
    field = {"uscc": "code", "registration_number": "code", "number": "licences"}.get(field, field)
    return RowProblem(field=field if field in names else "", reason=error.message)


def _read(row: SourceRow) -> _Wanted | list[RowProblem]:
    problems: list[RowProblem] = []
    known: dict[str, object] = {}
    for name, parse in _PARSERS.items():
        text = row.values.get(name, "")
        if text:
            try:
                known.update(parse(text))
            except DomainError as error:
                problems.append(RowProblem(field=name, reason=error.message))
    licences: tuple[_Licence, ...] = ()
    try:
        licences = _licences(row.values.get("licences", ""), row.values.get("licence_ends", ""))
    except DomainError as error:
        problems.append(RowProblem(field=str(error.facts.get("field", "licences")), reason=error.message))
    return problems or _Wanted(known=known, licences=licences)


def _code(text: str) -> dict[str, object]:
    if _OLD_NUMBER.fullmatch(text):
        return {"registration_number": parse_registration_number(text)}
    return {"uscc": parse_uscc(text)}


def _text(name: str) -> "_Text":
    return _Text(name, getattr(Entity._meta.get_field(name), "max_length", None) or 0)


@dataclass(frozen=True)
class _Text:
    name: str
    longest: int

    def __call__(self, text: str) -> dict[str, object]:
        if len(text) > self.longest:
            raise ValueInvalid(f"内容超过 {self.longest} 个字，请缩短。")
        return {self.name: text}


def _status(text: str) -> dict[str, object]:
    plain = normalise(text).replace(",", "，")
    for status in EntityStatus:
        if plain in {status.value, status.label}:
            return {"status": status.value}
    raise ValueInvalid(f"状态不对，请填{'、'.join(f'“{item.label}”' for item in EntityStatus)}之一。")


def _classes(text: str) -> dict[str, object]:
    by_text = {key: item.value for item in SupervisionClass for key in (item.value, item.label)}
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    unknown = [part for part in parts if part not in by_text]
    if unknown:
        raise ValueInvalid(f"监管类别不认识：{'、'.join(unknown)}，请填 {'、'.join(SupervisionClass)}。")
    return {"supervision_classes": tuple(sorted({by_text[part] for part in parts}))}


def _capital(text: str) -> dict[str, object]:
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < 10**15:
        raise ValueInvalid("注册资本应是以万元为单位的数字，如 50。")
    return {"capital": value.quantize(Decimal("0.01"))}


@dataclass(frozen=True)
class _Degrees:
    name: str
    most: int

    def __call__(self, text: str) -> dict[str, object]:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not -self.most <= value <= self.most:
            raise ValueInvalid("坐标应是以度为单位的数字，如 120.900000。")
        return {self.name: value}


def _licences(numbers: str, ends: str) -> tuple[_Licence, ...]:
    parts = [part.strip() for part in _BETWEEN.split(numbers) if part.strip()]
    days = [part.strip() for part in _BETWEEN.split(ends) if part.strip()]
    if len(days) != len(parts):
        raise ValueInvalid("许可证编号与有效期的个数不一致，请逐个对应，没有期限的写“长期”。", field="licence_ends")
    return tuple(_licence(number, day) for number, day in zip(parts, days, strict=True))


def _licence(number: str, day: str) -> _Licence:
    for kind in PermitKind:
        try:
            checked = check_permit(kind, number)
        except PermitInvalid:
            continue
        try:
            valid_to = None if day == FOREVER else parse_date(day)
        except Invalid as error:
            raise ValueInvalid(error.message, field="licence_ends") from error
        return _Licence(kind=kind.value, number=checked, valid_to=valid_to)
    raise ValueInvalid(f"许可证编号 {number} 不符合任何一种许可证的编号规则，请核对。", field="licences")


_PARSERS: dict[str, Callable[[str], dict[str, object]]] = {
    "code": _code,
    "name": _text("name"),
    "entity_type": _text("entity_type"),
    "legal_person": _text("legal_person"),
    "phone": lambda text: {"phone": parse_phone(text)},
    "address": _text("address"),
    "street": _text("street"),
    "industry": _text("industry"),
    "established_on": lambda text: {"established_on": parse_date(text)},
    "capital": _capital,
    "status": _status,
    "supervision_classes": _classes,
    "lon": _Degrees("lon", 180),
    "lat": _Degrees("lat", 90),
}
