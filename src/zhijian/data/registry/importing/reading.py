"""What one row of the register's import says: every cell parsed by its standard, all problems told together."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple

from zhijian.data.exchange.dates import parse_date
from zhijian.data.exchange.importers import RowProblem, SourceRow
from zhijian.data.registry.importing.fields import FIELDS
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import (
    EntityStatus,
    SupervisionClass,
    checked_founding,
    checked_licence_number,
    licence_kind,
    match_key,
)
from zhijian.data.registry.services.bulk import NewLicence
from zhijian.kernel import clock
from zhijian.kernel.errors import DomainError, Invalid
from zhijian.kernel.identifiers.persons import parse_phone
from zhijian.kernel.identifiers.registration_number import parse_registration_number
from zhijian.kernel.identifiers.uscc import parse_uscc

FOREVER = "长期"
_BETWEEN = re.compile(r"[、,，;；]")
_OLD_NUMBER = re.compile(r"[0-9]{15}")


class ValueInvalid(Invalid):
    """A value of a row that cannot be right."""

    code = "registry.import_value_invalid"


class Told(NamedTuple):
    """What a row says.  known: column values, empty cells left out.  match_key: of name and address."""

    known: dict[str, Any]
    licences: tuple[NewLicence, ...]
    match_key: str

    @property
    def code(self) -> str:
        """The 统一社会信用代码 or the 注册号; empty when the row has none."""
        return self.known.get("uscc") or self.known.get("registration_number") or ""

    def marks(self) -> bytes:
        """Four bytes for each field of ``MARKED``, by which rows of one pass are compared without keeping either."""
        told = list(map(self.known.get, _MARKED_COLUMNS))
        licences = sorted([(item.number, str(item.valid_to)) for item in self.licences]) if self.licences else ()
        classes = self.known.get("supervision_classes", ())
        hashes = _HASHES(*map(hash, told), hash(tuple(classes)), hash(tuple(licences)))
        return memoryview(hashes).cast("I")[::2].tobytes()


_MARKED_COLUMNS = (
    "name", "entity_type", "legal_person", "phone", "address", "street", "industry", "established_on", "capital",
    "status", "lon", "lat",
)  # fmt: skip
MARKED = (*_MARKED_COLUMNS, "supervision_classes", "licences")
_HASHES = Struct(f"{len(MARKED)}q").pack
_HEADINGS = {field.name: field.heading for field in FIELDS}


def differing(one: bytes, other: bytes) -> list[str]:
    """Headings of the fields in which two rows differ, from their marks."""
    return [
        _HEADINGS[name]
        for place, name in enumerate(MARKED)
        if one[place * 4 : place * 4 + 4] != other[place * 4 : place * 4 + 4]
    ]


def read(row: SourceRow) -> Told | list[RowProblem]:
    """What a row says, or everything that is wrong with it."""
    problems: list[RowProblem] = []
    known: dict[str, Any] = {}
    try:
        for name, text in row.values.items():
            if text and name in _PARSERS:
                known |= _PARSERS[name](text)
    except DomainError:
        problems = _problems(row)
    if ("lon" in known) != ("lat" in known) and not problems:
        problems.append(RowProblem(field="lat", reason="经度和纬度要么都填，要么都不填。"))
    licences: tuple[NewLicence, ...] = ()
    numbers, ends = row.values.get("licences", ""), row.values.get("licence_ends", "")
    try:
        licences = _licences(numbers, ends) if numbers or ends else ()
    except DomainError as error:
        problems.append(RowProblem(field=str(error.facts.get("field", "licences")), reason=error.message))
    if problems:
        return problems
    return Told(known, licences, match_key(known["name"], known.get("address", "")))


def _problems(row: SourceRow) -> list[RowProblem]:
    """What is wrong with each cell."""
    found = []
    for name, text in row.values.items():
        try:
            if text and name in _PARSERS:
                _PARSERS[name](text)
        except DomainError as error:
            found.append(RowProblem(field=name, reason=error.message))
    return found


def _name(text: str) -> dict[str, object]:
    if len(text) < 2:
        raise ValueInvalid("名称至少两个字。")
    return _NAME(text)


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


_NAME = _text("name")
_STATUSES = {key: item.value for item in EntityStatus for key in (item.value, item.label, item.label.replace("，", ""))}
_STATUSES |= dict.fromkeys(("在营", "开业", "在册", "存续（在营、开业、在册）", "在业"), EntityStatus.ACTIVE.value)


def _status(text: str) -> dict[str, object]:
    status = _STATUSES.get(text.replace(",", "，"))
    if status is None:
        raise ValueInvalid(f"状态不对，请填{'、'.join(f'“{item.label}”' for item in EntityStatus)}之一。")
    return {"status": status}


def _established_on(text: str) -> dict[str, object]:
    return {"established_on": checked_founding(parse_date(text), today=clock.business_date(clock.now()))}


_SECTION = re.compile("[A-T](?=[0-9]{2,4}$)")


def _industry(text: str) -> dict[str, object]:
    """A code of GB/T 4754 with or without the letter of its section: H6210 is 6210."""
    code = _SECTION.sub("", text.upper())
    if not _INDUSTRY.fullmatch(code):
        raise ValueInvalid("行业代码应是 GB/T 4754 的代码，如 6210。")
    return {"industry": code}


_INDUSTRY = re.compile("[A-T]|[0-9]{2,4}")


_CLASSES = {key: item.value for item in SupervisionClass for key in (item.value, item.label)}


def _classes(text: str) -> dict[str, object]:
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    unknown = [part for part in parts if part not in _CLASSES]
    if unknown:
        raise ValueInvalid(f"监管类别不认识：{'、'.join(unknown)}，请填 {'、'.join(SupervisionClass)}。")
    return {"supervision_classes": sorted({_CLASSES[part] for part in parts})}


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
    least: int
    most: int

    def __call__(self, text: str) -> dict[str, object]:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not self.least <= value <= self.most:
            raise ValueInvalid(f"坐标应是 {self.least} 到 {self.most} 之间的度数，请检查经度和纬度是否填反。")
        return {self.name: value}


def _licences(numbers: str, ends: str) -> tuple[NewLicence, ...]:
    parts = [part.strip() for part in _BETWEEN.split(numbers) if part.strip()]
    days = [part.strip() for part in _BETWEEN.split(ends) if part.strip()]
    if len(days) != len(parts):
        raise ValueInvalid("许可证编号与有效期的个数不一致，请逐个对应，没有期限的写“长期”。", field="licence_ends")
    return tuple(_licence(number, day) for number, day in zip(parts, days, strict=True))


def _licence(number: str, day: str) -> NewLicence:
    kind = licence_kind(number)
    checked = checked_licence_number(kind, number)
    try:
        valid_to = None if day == FOREVER else parse_date(day)
    except Invalid as error:
        raise ValueInvalid(error.message, field="licence_ends") from error
    return NewLicence(kind.value, checked, valid_to)


_seldom_new = lru_cache(maxsize=4096)
"""For columns that say the same again and again; what is given must not be changed."""

_PARSERS: dict[str, Callable[[str], dict[str, object]]] = {
    "code": _code,
    "name": _name,
    "entity_type": _text("entity_type"),
    "legal_person": _text("legal_person"),
    "phone": lambda text: {"phone": parse_phone(text)},
    "address": _text("address"),
    "street": _text("street"),
    "industry": _seldom_new(_industry),
    "established_on": _seldom_new(_established_on),
    "capital": _seldom_new(_capital),
    "status": _status,
    "supervision_classes": _seldom_new(_classes),
    "lon": _Degrees("lon", 73, 136),
    "lat": _Degrees("lat", 3, 54),
}
