"""Contents fit their definition, and values are printed as official papers print them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.support.documents.render import ContentInvalid, check_content, compose, parse_content
from zhijian.support.documents.render.definition import Term
from zhijian.support.documents.render.legible import legible, shows_everything
from zhijian.support.documents.render.paper import Attachments, Checklist, Fields, Signatures
from zhijian.support.documents.render.placeholders import fill, placeholders
from zhijian.support.documents.render.values import printed
from zhijian.support.documents.tests.paper_samples import ORDER, RECORD, content, definition

DAILY_OR_SPECIAL = Term(kind="choice", label="类型", options={"daily": "日常", "special": "专项"})


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", "甲", "甲"),
        ("date", "2026-03-05", "2026年3月5日"),
        ("datetime", "2026-03-05T09:05:00+08:00", "2026年3月5日9时05分"),
        ("datetime", "2026-03-05T16:30:00Z", "2026年3月6日0时30分"),
        ("number", 42, "42"),
        ("number", "1234.50", "1234.50"),
        ("person-list", [{"name": "王明", "certificate": "2401"}, {"name": "李思远"}], "王明（执法证号 2401）、李思远"),
    ],
)
def test_values_are_printed_by_their_kind(kind: Any, value: object, text: str) -> None:
    assert printed(Term(kind=kind, label="值"), value) == text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 5),
        ("text", ""),
        ("text", None),
        ("date", "2026-02-30"),
        ("date", "20260305"),
        ("datetime", "2026-03-05T09:05:00"),
        ("number", 1.5),
        ("number", True),
        ("number", "1e9"),
        ("person-list", "王明"),
        ("person-list", [{"name": "王明", "phone": "1"}]),
        ("person-list", []),
    ],
)
def test_values_that_do_not_fit_their_kind_are_refused(kind: Any, value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        printed(Term(kind=kind, label="值"), value)


def test_an_optional_value_that_is_not_there_is_struck_through() -> None:
    assert printed(Term(kind="text", label="电话", optional=True), None) == "/"


def test_a_choice_shows_every_option_with_its_box() -> None:
    assert printed(DAILY_OR_SPECIAL, "special") == "☐日常　☑专项"
    assert printed(DAILY_OR_SPECIAL, None) == "☐日常　☐专项"
    with pytest.raises(ValueError, match="只能是"):
        printed(DAILY_OR_SPECIAL, "other")


@given(st.text())
def test_a_value_is_never_read_as_a_placeholder(value: str) -> None:
    assert fill("甲{a}乙{b}", {"a": value, "b": "{a}"}) == f"甲{value}乙{{a}}"


@given(st.text(alphabet="{}ab.", max_size=12))
def test_a_template_that_is_accepted_can_always_be_filled(template: str) -> None:
    try:
        names = placeholders(template)
    except ValueError:
        return
    filled = fill(template, dict.fromkeys(names, ""))

    assert len(filled) <= len(template)


@given(st.text())
def test_legible_text_hides_nothing_and_is_stable(text: str) -> None:
    once = legible(text, shows_everything)

    assert legible(once, shows_everything) == once
    assert not set(once) & set("\x00\x08\x0b\x1b\u202a\u202e\u2066\u200b\u200f\ufeff\ud800")


def test_a_character_without_a_glyph_is_named_by_its_code_point() -> None:
    assert legible("陈𬀩", lambda character: character != "𬀩") == "陈［U+2C029］"


@pytest.mark.parametrize("code", [RECORD, ORDER])
def test_the_samples_fit_their_definitions(code: str) -> None:
    assert check_content(definition(code), parse_content(content(code))) == ()


def test_every_misfit_is_told_together() -> None:
    sample = content(ORDER)
    del sample["values"]["party"]["name"]
    sample["values"]["party"]["nickname"] = "老王"
    sample["values"]["order"]["made_on"] = "昨天"
    sample["tables"]["items"][1] = {"problem": "甲"}
    sample["tables"]["items"][2]["due_on"] = "3月"
    sample["attachments"] = {"others": []}

    with pytest.raises(ContentInvalid) as refused:
        compose(definition(ORDER), parse_content(sample), shows_everything)

    assert refused.value.facts["problems"] == [
        "内容 party.nickname 不在词汇表中",
        "成文日期（order.made_on）应当是形如 2026-03-05 的日期",
        "当事人（party.name）没有提供",
        "附件 attachments 没有提供",
        "附件 others 不在文书定义中",
        "表格 items 第 2 行的列应当是 due_on、problem、requirement",
        "表格 items 第 3 行“改正期限”应当是形如 2026-03-05 的日期",
    ]


def test_content_of_the_wrong_shape_is_refused_with_its_places() -> None:
    with pytest.raises(ContentInvalid) as refused:
        parse_content({"values": {}, "issued_at": "2026-03-05T10:00:00", "seal_image": "xyz", "macro": 1})

    found = refused.value.facts["problems"]
    assert isinstance(found, list)
    assert {problem.split("：")[0] for problem in found} == {"issued_at", "seal_image", "macro"}


def test_an_answer_outside_the_choices_is_printed_as_it_is() -> None:
    sample = content(RECORD)
    sample["checklists"]["checklist"][0]["answer"] = "4.5℃"

    paper = compose(definition(RECORD), parse_content(sample), shows_everything)

    checklist = next(block for block in paper.blocks if isinstance(block, Checklist))
    assert checklist.sections[0].lines[0].answer == ("4.5℃",)
    assert checklist.sections[0].lines[1].answer == ("☑是", "☐否", "☐合理缺项")


def test_a_refused_signature_shows_reason_and_witness_and_no_picture() -> None:
    paper = compose(definition(ORDER), parse_content(content(ORDER)), shows_everything)

    signers = next(block for block in paper.blocks if isinstance(block, Signatures)).signers
    assert signers[0].refused
    assert signers[0].image == ""
    assert signers[0].remarks[:2] == ("拒绝签名，理由：负责人不在现场，店长拒绝签收", "见证人：社区工作人员 赵某")
    assert signers[1].image != ""


def test_fields_fill_whole_lines() -> None:
    paper = compose(definition(RECORD), parse_content(content(RECORD)), shows_everything)

    for block in paper.blocks:
        if isinstance(block, Fields):
            filled = 0
            for cell in block.cells:
                assert filled % 2 == 0 or cell.span == 1
                filled += cell.span
            assert filled % 2 == 0


def test_an_empty_attachment_list_is_left_out_only_where_the_definition_says_so() -> None:
    record = content(RECORD, attachments={"attachments": []})

    of_record = compose(definition(RECORD), parse_content(record), shows_everything)
    of_order = compose(definition(ORDER), parse_content(content(ORDER)), shows_everything)

    assert any(isinstance(block, Attachments) for block in of_record.blocks)
    assert not any(isinstance(block, Attachments) for block in of_order.blocks)


def test_a_text_too_long_for_a_title_is_refused_rather_than_cut_off() -> None:
    sample = content(ORDER)
    sample["values"]["organ"]["name"] = "局" * 201

    with pytest.raises(ContentInvalid, match="超过 200 个字"):
        compose(definition(ORDER), parse_content(sample), shows_everything)
