"""What stands in a rectification order (责令改正通知书)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from typing import Any

import orjson

from zhijian.business.inspection.models import Rectification, RectificationItem, TaskOfficer
from zhijian.business.inspection.rules.results import as_clause, rows_by_item
from zhijian.data.registry.rules import SupervisionClass
from zhijian.kernel.clock import business_date
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import OfficerRecord

EQUIPMENT_BASIS = "《中华人民共和国特种设备安全法》第六十二条、《特种设备安全监督检查办法》第二十三条"
FOOD_BASIS = "《食品生产经营监督检查管理办法》第三十三条、《中华人民共和国行政处罚法》第二十八条"
FOOD_CLASSES = frozenset({SupervisionClass.CATERING, SupervisionClass.FOOD_PRODUCTION, SupervisionClass.FOOD_SALES})
PAPERS = resources.files("zhijian.business.inspection") / "papers"
RECHECK_PLAN = "改正期限届满后，本局将派员复查；提前完成改正的，可以申请提前复查。"


@dataclass(frozen=True, kw_only=True)
class OrderPaper:
    """The paper in which a class of entities is told to put things right; an empty basis is that of the matter."""

    file: str
    prefix: str
    act: str
    basis: str

    def definition(self) -> dict[str, Any]:
        """Its definition ``document/1``."""
        found: dict[str, Any] = orjson.loads((PAPERS / self.file).read_bytes())
        return found


ORDER = OrderPaper(file="rectification-order.json", prefix="责改", act="责令改正", basis="")
INSTRUCTION = OrderPaper(file="safety-instruction.json", prefix="特令", act="安全监察指令", basis=EQUIPMENT_BASIS)


def paper_of(row: Rectification) -> OrderPaper:
    """Special equipment gets 特种设备安全监察指令书 (《特种设备安全法》第六十二条), all others 责令改正通知书."""
    classes = set(row.inspection.task.matter.classes)
    if SupervisionClass.SPECIAL_EQUIPMENT in classes:
        return INSTRUCTION
    return replace(ORDER, basis=FOOD_BASIS) if FOOD_CLASSES & classes else ORDER


def order_content(row: Rectification, content: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The content of an order's paper.  content: of the record whose form has its items."""
    items = list(row.items.order_by("pk"))
    due_on = row.due_on.isoformat() if row.due_on else None
    matter = row.inspection.task.matter
    return {
        "values": {
            "organ": {"name": identity.organ_of(row.organisation.uid).name},
            "order": {
                "made_on": business_date(at).isoformat(),
                "basis": paper_of(row).basis or matter.basis,
                "term": "until" if row.length else "at_once",
                "due_on": due_on,
            },
            "party": _party(row),
            "violation": _violation(items, content, matter.basis),
            "recheck": {"plan": RECHECK_PLAN, "planned_on": None},
            "contact": _contact(row, at),
        },
        "tables": {"items": [_line(item, due_on) for item in items]},
        # Served on paper: both sign by hand.
        "signatures": {"receipt": [{"role": "当事人（签名或者盖章）", "name": ""}, {"role": "送达人", "name": ""}]},
        "attachments": {"attachments": []},
        "checklists": {},
    }


def _party(row: Rectification) -> dict[str, str | None]:
    entity = row.entity
    return {
        "name": entity.name,
        "uscc": entity.uscc or None,
        "address": entity.address or None,
        "head": entity.legal_person or None,
        "phone": entity.phone or None,
    }


def _violation(items: Iterable[RectificationItem], content: dict[str, Any], otherwise: str) -> dict[str, str]:
    found = rows_by_item(content)
    provisions = {found[item.item]["basis"] for item in items if item.item in found and found[item.item]["basis"]}
    return {
        "facts": f"存在不符合{''.join(f'“{as_clause(item.text)}”' for item in items)}要求",
        "provisions": "、".join(sorted(provisions)) or otherwise,
    }


def _contact(row: Rectification, at: datetime) -> dict[str, Any]:
    officers = identity.officers_by_uid(
        TaskOfficer.objects.filter(task=row.inspection.task).order_by("position").values_list("person__uid", flat=True),
        on=business_date(at),
    )
    return {
        "officers": list(map(_officer, officers.values())),
        "phone": next((officer.phone for officer in officers.values() if officer.phone), ""),
    }


def _officer(officer: OfficerRecord) -> Mapping[str, str]:
    named = {"name": officer.name}
    return named | ({"certificate": officer.certificate.number} if officer.certificate else {})


def _line(item: RectificationItem, due_on: str | None) -> dict[str, str | None]:
    problem = f"不符合“{as_clause(item.text)}”的要求" + (f"：{as_clause(item.note)}" if item.note else "")
    return {"problem": problem, "requirement": item.order, "due_on": due_on}
