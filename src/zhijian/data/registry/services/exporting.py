"""Lists of entities taken away as a workbook: in scope, limited, without full phone numbers, told to the audit."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import IO

from zhijian.data.exchange.workbooks import write_list
from zhijian.data.registry import access
from zhijian.data.registry.models import Entity
from zhijian.data.registry.queries.entities import filtered
from zhijian.data.registry.rules import EntityStatus, SupervisionClass, label_of
from zhijian.data.registry.types import EntityFilter
from zhijian.kernel import clock
from zhijian.kernel.errors import Invalid
from zhijian.kernel.identifiers.persons import mask_phone
from zhijian.support.audit import services as audit
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor

MOST_ROWS = 50_000
COLUMNS = (
    "name", "uscc", "registration_number", "supervision_classes", "status", "risk_level", "credit_class",
    "legal_person", "phone", "address", "street", "industry", "capital", "established_on", "tags", "organisation",
)  # fmt: skip
_CLASSES = {item.value: item.label for item in SupervisionClass}


class ExportTooLarge(Invalid):
    """More rows than one list may hold."""

    code = "registry.export_too_large"


def export_entities(*, where: EntityFilter, by: Actor, at: datetime) -> IO[bytes]:
    """The entities that fulfil every condition as an .xlsx file, open at its beginning.

    Phones are shown in full only to those who may take them away.
    Raises NotAllowed, SearchTooShort, ExportTooLarge.
    """
    rows = filtered(access.exportable_by(by), where, on=clock.business_date(at))
    count = rows[: MOST_ROWS + 1].count()
    if count > MOST_ROWS:
        raise ExportTooLarge(f"符合条件的主体超过 {MOST_ROWS} 户，请增加查询条件后分次导出。", most=MOST_ROWS)
    is_whole = by.may("registry.export_phones")
    # The conditions may hold names or numbers: the note says which were set, not to what.
    used = sorted(name for name, value in asdict(where).items() if value not in ("", None))
    facts = {"rows": count, "conditions": used, "full_phones": is_whole}
    audit.note(action="registry.entities_exported", kind="registry_entity", subject="list", by=by, facts=facts)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    ordered = rows.select_related("organisation").order_by("name", "pk")
    write_list(
        file,
        title="主体清单",
        headings=[label_of(name) for name in COLUMNS],
        rows=(list(_cells(row, is_whole)) for row in ordered.iterator(chunk_size=2000)),
        about=_about(count, is_whole, by=by, at=at),
    )
    file.seek(0)
    return file


def _about(count: int, is_whole: bool, *, by: Actor, at: datetime) -> list[tuple[str, str]]:
    home = Organisation.objects.filter(uid=by.organisation).first() if by.organisation else None
    return [
        ("导出人", by.name),
        ("单位", home.name if home else ""),
        ("导出时间", f"{at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"),
        ("户数", str(count)),
        ("联系电话", "完整显示，请按个人信息保护要求使用" if is_whole else "中间四位已隐去"),
        ("用途限制", "仅限监管工作使用，不得对外提供；导出已留痕。"),
    ]


def _cells(row: Entity, is_whole: bool) -> Iterator[str]:
    shown = {
        "status": EntityStatus(row.status).label,
        "supervision_classes": "、".join(_CLASSES.get(code, code) for code in row.supervision_classes),
        "tags": "、".join(row.tags),
        "organisation": row.organisation.short_name,
        "phone": row.phone if is_whole or not row.phone else mask_phone(row.phone),
    }
    for name in COLUMNS:
        value = shown.get(name, getattr(row, name))
        yield "" if value is None else str(value)
