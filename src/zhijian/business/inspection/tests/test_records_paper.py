"""What the paper 现场检查记录 shows of a signed round."""

from typing import Any

import pytest

from zhijian.business.inspection.models import Inspection, InspectionRound
from zhijian.business.inspection.rules.record_paper import Circumstances, OfficerSignature, paper_content
from zhijian.business.inspection.tests.factories import Team, make_signed, make_team, today, with_finding
from zhijian.support.documents import services as documents
from zhijian.support.documents.models import IssuedDocument
from zhijian.support.evidence import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def signed(team: Team, reference: None) -> Inspection:
    return make_signed(team, **with_finding(team.lead))


def _paper(signed: Inspection, **changes: Any) -> dict[str, Any]:
    content = {**InspectionRound.objects.get(inspection=signed).content, **changes}
    about = Circumstances(
        organ="青南区市场监督管理局",
        made_on=today(),
        source="年度计划",
        basis="《药品管理法》",
        phone="",
        visits=2,
        signatures=[
            OfficerSignature(name="王明", certificate="Z1", method="本人登录提交", signed_at="2026-03-05T09:00Z")
        ],
    )
    return paper_content(content, about)


@pytest.mark.req("INS-5.7")
def test_the_paper_is_made_once_and_is_a_pdf(signed: Inspection) -> None:
    paper = IssuedDocument.objects.get(subject=signed.uid, definition_code="inspection-record")

    made, again = documents.make_files(document=paper.uid), documents.make_files(document=paper.uid)

    assert store.path_of(made.pdf_sha256).read_bytes()[:5] == b"%PDF-"
    assert (made.pdf_sha256, made.docx_sha256) == (again.pdf_sha256, again.docx_sha256)


def test_every_question_and_the_counts_are_on_the_paper(signed: Inspection) -> None:
    shown = _paper(signed)

    assert len(shown["checklists"]["checklist"]) == shown["values"]["count"]["asked"] == 19
    assert shown["values"]["count"]["no"] == 1
    assert shown["values"]["visit"]["frequency"] == "本年度第 2 次"
    assert [one["note"] for one in shown["attachments"]["attachments"]] == ["第 1.3 项"]


@pytest.mark.parametrize(
    ("verdict", "box", "opinion"),
    [
        ("符合", "conform", "已告知整改要求。"),
        ("整改", "basically", "检查结论：整改。\n已告知整改要求。"),
        ("无法检查", None, "检查结论：无法检查。\n已告知整改要求。"),
    ],
)
def test_a_verdict_without_a_box_is_told_in_words(
    signed: Inspection, verdict: str, box: str | None, opinion: str
) -> None:
    result = _paper(signed, verdict=verdict, opinion="已告知整改要求。")["values"]["result"]

    assert (result["verdict"], result["opinion"]) == (box, opinion)


@pytest.mark.req("INS-5.4")
def test_a_refusal_to_sign_is_printed_with_its_witness(signed: Inspection) -> None:
    signers = _paper(signed)["signatures"]["signatures"]

    assert signers[0]["refusal"] == {"reason": "负责人拒绝签名", "witness": "邻店王先生"}
    assert [one["name"] for one in signers] == ["陈店长", "王明"]


@pytest.mark.req("INS-5.7")
def test_an_opinion_that_was_not_given_is_not_put_into_the_entitys_mouth(signed: Inspection) -> None:
    told = [_paper(signed, entity_opinion=given)["values"]["result"]["entity_opinion"] for given in ("", "同意整改。")]

    assert told == ["未填写。", "同意整改。"]
