"""A definition is checked as a whole when it is read."""

import json
from typing import Any

import pytest

from zhijian.support.documents.render import DefinitionInvalid, parse_definition
from zhijian.support.documents.tests.paper_samples import ORDER, RECORD, definition


def smallest(**changes: Any) -> str:
    return json.dumps(
        {
            "schema": "document/1",
            "code": "note",
            "version": 1,
            "title": "便笺",
            "vocabulary": {"entity.name": {"kind": "text", "label": "名称"}},
            "blocks": [{"type": "paragraph", "text": "{entity.name}：你好。"}],
        }
        | changes
    )


def problems(raw: str) -> str:
    with pytest.raises(DefinitionInvalid) as refused:
        parse_definition(raw)
    found = refused.value.facts["problems"]
    assert isinstance(found, list)
    return "\n".join(found)


@pytest.mark.req("PLT-4", "INS-5.7")
@pytest.mark.parametrize("code", [RECORD, ORDER])
def test_the_papers_of_inspections_are_valid_and_have_a_receipt(code: str) -> None:
    paper = definition(code)

    assert paper.code == code
    assert paper.receipt is not None
    assert {block.type for block in paper.blocks} >= {"title", "number", "fields", "signatures", "seal", "attachments"}


@pytest.mark.parametrize(
    "place",
    [
        {"blocks": [{"type": "paragraph", "text": "{entity.phone}"}]},
        {"blocks": [{"type": "fields", "rows": [{"label": "电话", "value": "{entity.phone}"}]}]},
        {"blocks": [{"type": "title", "organ": "{entity.phone}", "text": "便笺"}]},
        {"foot": {"text": "{entity.phone}"}},
        {"overlay": {"fields": [{"value": "{entity.phone}", "x_mm": 30, "y_mm": 40, "width_mm": 60}]}},
        {"receipt": {"blocks": [{"type": "line", "text": "{entity.phone}"}]}},
    ],
)
def test_a_placeholder_outside_the_vocabulary_is_refused_wherever_it_stands(place: dict[str, Any]) -> None:
    assert "占位符 {entity.phone} 不在词汇表" in problems(smallest(**place))


@pytest.mark.parametrize("text", ["{entity.name", "entity.name}", "{}", "{1 + 1}", "{entity.__class__}", "{Entity}"])
def test_braces_that_are_no_placeholder_are_refused(text: str) -> None:
    assert "花括号不是占位符" in problems(smallest(blocks=[{"type": "paragraph", "text": text}]))


def test_overlay_and_receipt_are_places_of_the_format() -> None:
    paper = parse_definition(
        smallest(
            overlay={"fields": [{"value": "{entity.name}", "x_mm": 30.5, "y_mm": 41, "width_mm": 80}]},
            receipt={"columns": 32, "blocks": [{"type": "line", "text": "{entity.name}"}, {"type": "code"}]},
        )
    )

    assert paper.overlay is not None
    assert paper.overlay.fields[0].x_mm == 30.5
    assert paper.receipt is not None
    assert paper.receipt.columns == 32


def test_a_receipt_may_not_name_a_checklist_that_the_paper_lacks() -> None:
    receipt = {"blocks": [{"type": "checklist", "source": "elsewhere"}]}

    assert "小票引用的检查表 elsewhere 不在文书版块中" in problems(smallest(receipt=receipt))


def test_two_blocks_may_not_share_a_source() -> None:
    attachments = {"type": "attachments", "source": "files"}

    assert "数据来源 files 被两个版块使用" in problems(smallest(blocks=[attachments, attachments]))


@pytest.mark.parametrize(
    "change",
    [
        {"script": "alert(1)"},
        {"schema": "document/2"},
        {"version": 0},
        {"blocks": []},
        {"blocks": [{"type": "loop", "text": "x"}]},
        {"vocabulary": {"entity.name": {"kind": "choice", "label": "名称"}}},
        {"vocabulary": {"entity.name": {"kind": "text", "label": "名称", "options": {"a": "甲"}}}},
        {"page": {"bottom_mm": 5}},
    ],
)
def test_what_the_format_does_not_know_is_refused(change: dict[str, Any]) -> None:
    assert problems(smallest(**change))
