"""Shipped code lists, and which office looks after which street."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from zhijian.data.registry.models import StreetOffice
from zhijian.data.registry.rules import LICENCE_LABELS, EntityStatus, SupervisionClass
from zhijian.data.registry.services.entities import place_of
from zhijian.kernel.text import normalise
from zhijian.support.codes import services as codes
from zhijian.support.codes.services import CodeRow
from zhijian.support.identity.types import Actor

DATA = Path(__file__).resolve().parent.parent / "data"
SHIPPED_FROM = date(2017, 10, 1)
"""GB/T 4754-2017 is in force from this day; the other lists are opened with it."""


def _file(name: str) -> Iterator[CodeRow]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield CodeRow(code=row["code"], name=row["name"], parent=row["parent"], level=int(row["level"]))


def load_reference(*, by: Actor, at: datetime) -> None:
    """Load the code lists of the register: divisions, industries, types, statuses, licence kinds, classes.

    Raises NotAllowed.  May run again at any time; what has not changed stays as it is.
    """
    lists = (
        ("division", "行政区划", "GB/T 2260，国家统计局 2023 年公布（省、市、县三级）", _file("division.csv")),
        ("industry", "国民经济行业分类", "GB/T 4754-2017", _file("industry.csv")),
        ("entity_type", "市场主体类型", "国家企业信用信息公示系统", _file("entity_type.csv")),
        ("entity_status", "主体状态", "国家企业信用信息公示系统", _named({i.value: i.label for i in EntityStatus})),
        ("licence_kind", "许可证种类", "", _named(dict(LICENCE_LABELS))),
        ("supervision_class", "监管类别", "", _named({i.value: i.label for i in SupervisionClass})),
    )
    for table, name, standard, rows in lists:
        codes.load_table(table=table, name=name, standard=standard, rows=rows, valid_from=SHIPPED_FROM, by=by)


def _named(names: dict[str, str]) -> Iterator[CodeRow]:
    return (CodeRow(code=code, name=name) for code, name in names.items())


@transaction.atomic
def assign_street(*, street: str, organisation: UUID, by: Actor, at: datetime) -> None:
    """Say which office looks after a street, for imports. Raises NotAllowed, EntityInvalid."""
    by.must("registry.manage")
    place = place_of(organisation, by=by)
    StreetOffice.objects.get_or_create(street=normalise(street), organisation=place)
