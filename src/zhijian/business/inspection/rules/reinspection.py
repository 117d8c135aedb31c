"""The form of a re-inspection: one question for each open item of the order, nothing else. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhijian.kernel.canonical import canonical_json
from zhijian.kernel.hashes import sha256_hex

VERSION = 2
REVIEW_RULE = "inspection.special_equipment_review"
"""The period in which corrected special equipment is reviewed: 《特种设备安全监督检查办法》第二十九条."""


@dataclass(frozen=True, kw_only=True)
class OpenItem:
    """One thing that was ordered to be corrected."""

    item: str
    no: str
    text: str
    order: str


def definition_of(items: Sequence[OpenItem]) -> dict[str, Any]:
    """The `inspect-form/1` definition that asks of each open item whether it was corrected (是: 已改, 否: 未改).

    The same items give the same form: its code carries their hash.  Item ids are those of the order.
    """
    digest = sha256_hex(canonical_json([[one.item, one.no, one.text, one.order] for one in items]))
    return {
        "schema": "inspect-form/1",
        "code": f"RI-{digest[:12].upper()}",
        "version": VERSION,
        "title": "整改复查表",
        "applies": {"classes": ["CY", "XS", "YP", "QX", "TS"], "kinds": ["reinspection"]},
        "notice": {"template": "告知页", "officersMin": 2, "avoidance": True},
        "sections": [{"id": "s1", "title": "责令改正事项", "items": [_item(one) for one in items]}],
        "verdict": [
            {"if": {"op": "gt", "n": "no", "v": 0}, "result": "整改不合格", "reason": "有责令改正的事项没有改正。"},
            {"else": "整改合格", "reason": "责令改正的事项全部改正。"},
        ],
        "disposition": [
            {
                "if": {"op": "gt", "n": "no", "v": 0},
                "result": "rectify",
                "reason": "有事项没有改正，应当督促改正。",
            },
            {"else": "conform", "reason": "责令改正的事项全部改正。"},
        ],
    }


def _item(one: OpenItem) -> dict[str, Any]:
    return {
        "id": one.item,
        "no": one.no or one.item,
        "text": f"已按要求改正：{one.order or one.text}",
        "level": "general",
        "levelTag": "V",
        "kind": "tri",
        "guide": one.text,
        # The law is that of the first visit and differs by class: the record's matter tells it, not the item.
        "basis": [],
        "weight": "1.0",
        "na": {"allowed": False},
        "evidence": [],
        "onNo": {"order": one.order or one.text, "days": 0, "unit": "working", "onSiteFix": False, "serious": False},
    }
