"""Result codes of the national list, and what must be written beside them."""

from importlib import import_module

import pytest
from django.db import connection

from zhijian.business.inspection.models import Publication
from zhijian.business.inspection.queries import results as queries
from zhijian.business.inspection.rules.results import ResultCodesInvalid, check_codes, proposed_codes
from zhijian.business.inspection.rules.stages import RESULT_CODES, Disposition
from zhijian.business.inspection.services import publications
from zhijian.business.inspection.tests.factories import (
    make_matter,
    make_signed,
    make_team,
    with_finding,
    without_trigger,
)
from zhijian.kernel import clock
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import actor_of, make_person
from zhijian.support.identity.types import Actor

NATIONAL_LIST = (
    ("1", "未发现问题", False),
    ("B", "未按规定公示应当公示的信息", True),
    ("C", "公示信息隐瞒真实情况、弄虚作假", True),
    ("6", "通过登记的住所（经营场所）无法联系", True),
    ("E", "发现问题经责令已改正", True),
    ("8", "不配合检查情节严重", True),
    ("F", "未发现开展本次抽查涉及的经营活动", False),
    ("7", "已关闭停业或正在组织清算", False),
    ("9", "注销", False),
    ("10", "被吊销", False),
    ("11", "被撤销", False),
    ("12", "迁出", False),
    ("3", "违反食品药品相关规定", True),
    ("4", "违反质量技术监督相关规定", True),
    ("D", "违反其他工商相关规定", True),
    ("5", "违反其他部门相关规定", True),
    ("G", "违反公安相关规定", True),
)
"""As the public systems of the provinces print it."""


def _publisher(organisation: object) -> Actor:
    return actor_of(make_person(organisation=organisation, permissions={"inspection.publish": Scope.SUBTREE}))


@pytest.mark.req("INS-4.6")
def test_the_list_of_result_codes_is_whole() -> None:
    assert tuple((code, *about) for code, about in RESULT_CODES.items()) == NATIONAL_LIST


@pytest.mark.req("INS-4.6")
@pytest.mark.parametrize("code", [code for code, _, needs_detail in NATIONAL_LIST if needs_detail])
def test_a_code_that_says_too_little_alone_is_named_until_its_detail_is_written(code: str) -> None:
    with pytest.raises(ResultCodesInvalid) as refused:
        check_codes([code], " ")

    assert f"代码 {code}" in refused.value.message
    assert refused.value.facts["codes"] == [code]
    assert check_codes([code], "后厨下水口没有盖板") == [code]


@pytest.mark.parametrize("code", [code for code, _, needs_detail in NATIONAL_LIST if not needs_detail])
def test_the_other_codes_stand_without_a_detail(code: str) -> None:
    assert check_codes([code], "") == [code]


@pytest.mark.parametrize(
    ("disposition", "classes", "expected"),
    [
        (Disposition.PASSED, ["CY"], "1"),
        (Disposition.FIXED_ON_SITE, ["CY"], "E"),
        (Disposition.COULD_NOT_INSPECT, ["CY"], "6"),
        (Disposition.RECTIFY, ["CY", "XS"], "3"),
        (Disposition.TRANSFER, ["YP"], "3"),
        (Disposition.RECTIFY, ["QX"], "3"),
        (Disposition.RECTIFY, ["TS"], "4"),
        (Disposition.RECTIFY, ["TS", "CY"], "D"),
        (Disposition.TRANSFER, [], "D"),
    ],
)
def test_what_was_found_wrong_is_proposed_under_the_code_of_the_trade(
    disposition: Disposition, classes: list[str], expected: str
) -> None:
    assert proposed_codes(disposition.value, classes) == [expected]


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
@pytest.mark.req("INS-4.6")
def test_the_verdict_of_a_record_is_not_taken_for_the_detail() -> None:
    team = make_team()
    row = Publication.objects.get(inspection=make_signed(team, **with_finding(team.lead)))
    by = _publisher(team.organisation)

    with pytest.raises(ResultCodesInvalid):
        publications.publish(publications=[row.uid], result_codes=None, detail="", by=by, at=clock.now())
    publications.publish(publications=[row.uid], result_codes=None, detail="未公示许可证", by=by, at=clock.now())

    ((shown,), _) = queries.public_results()
    assert (shown.result_labels, shown.detail) == (("违反食品药品相关规定",), "未公示许可证")


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
def test_a_detail_for_many_results_goes_to_those_that_ask_for_one() -> None:
    team = make_team()
    clean, found = make_signed(team), make_signed(team, **with_finding(team.lead))
    rows = [Publication.objects.get(inspection=record).uid for record in (clean, found)]

    publications.publish(
        publications=rows, result_codes=None, detail="已责令改正", by=_publisher(team.organisation), at=clock.now()
    )

    details = dict(Publication.objects.values_list("inspection__uid", "detail"))
    assert details == {clean.uid: "", found.uid: "已责令改正"}


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(("classes", "code"), [(["YP"], "3"), (["TS"], "4"), (["TS", "CY"], "D")])
def test_results_kept_under_the_former_meaning_of_code_5_get_the_code_of_the_trade(
    classes: list[str], code: str
) -> None:
    team = make_team(matter=make_matter(classes=classes))
    waiting, public = (Publication.objects.get(inspection=make_signed(team)) for _ in range(2))
    migration = import_module("zhijian.business.inspection.migrations.0005_result_codes_of_the_trade")

    with without_trigger("inspection_publication", "publication_stays"):  # it came later than that migration
        Publication.objects.update(result_codes=["B", "5"], detail="限期改正")
        Publication.objects.filter(pk=public.pk).update(state="published")
        with connection.cursor() as cursor:
            cursor.execute(migration.RENAME)

    waiting.refresh_from_db()
    public.refresh_from_db()
    assert waiting.result_codes == public.result_codes == ["B", code]
    assert (waiting.detail, public.detail) == ("限期改正", "发现问题待后续处理。限期改正")
