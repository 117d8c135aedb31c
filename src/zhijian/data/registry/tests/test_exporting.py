"""Lists of entities taken away: what is in them, whose they are, and what is told to the audit."""

import zipfile
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from zhijian.data.registry import services
from zhijian.data.registry.models import Entity
from zhijian.data.registry.services import exporting
from zhijian.data.registry.tests.factories import make_entity
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import make_organisation, make_person, signed_in_client
from zhijian.support.identity.types import OrganisationRecord

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/registry/entities.xlsx"
RIGHTS = ("registry.view", "registry.export")


@pytest.fixture
def place() -> OrganisationRecord:
    return make_organisation()


def taken(place: OrganisationRecord, *rights: str, **conditions: str) -> list[list[str]]:
    """The rows of the list that somebody with these rights takes away."""
    client = signed_in_client(make_person(organisation=place.uid, permissions=dict.fromkeys(rights, Scope.SUBTREE)))
    answer = client.get(ADDRESS, conditions)
    assert answer.status_code == 200, answer.content
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer)))
    assert book.sheet_names == ["主体清单", "说明"]
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


@pytest.mark.req("PLT-12", "REG-1")
def test_a_list_holds_what_the_filter_finds_in_the_callers_scope(place: OrganisationRecord) -> None:
    make_entity(organisation=place.uid, name="青河甲饭店", tags=("校园周边",))
    make_entity(organisation=place.uid, name="青河乙药房", supervision_classes=("YP",))
    make_entity(name="青河丙饭店")

    rows = taken(place, *RIGHTS, supervision_class="CY")

    assert [row[0] for row in rows] == ["名称", "青河甲饭店"]
    assert dict(zip(rows[0], rows[1], strict=True)) | {
        "监管类别": "餐饮服务", "状态": "存续", "标签": "校园周边", "管辖机构": place.short_name,
    } == dict(zip(rows[0], rows[1], strict=True))  # fmt: skip


@pytest.mark.req("PLT-12")
def test_phones_are_whole_only_for_those_who_may_take_them_away(place: OrganisationRecord) -> None:
    make_entity(organisation=place.uid, phone="13000001234")

    masked, whole = (taken(place, *RIGHTS, *more) for more in ((), ("registry.export_phones",)))

    column = masked[0].index("联系电话")
    assert (masked[1][column], whole[1][column]) == ("130****1234", "13000001234")


@pytest.mark.req("PLT-12", "S-IN-03")
@pytest.mark.parametrize("name", ["=HYPERLINK(A1)", "+1+1", "-2+3", "@SUM(1)"])
def test_a_name_that_looks_like_a_formula_stays_text(place: OrganisationRecord, name: str) -> None:
    uid = make_entity(organisation=place.uid)
    Entity.objects.filter(uid=uid).update(name=name)
    client = signed_in_client(make_person(organisation=place.uid, permissions=dict.fromkeys(RIGHTS, Scope.SUBTREE)))

    data = b"".join(client.get(ADDRESS))

    assert CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()[1][0] == name
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.req("PLT-12", "IAM-3")
def test_who_may_only_look_takes_nothing_away(place: OrganisationRecord) -> None:
    client = signed_in_client(make_person(organisation=place.uid, permissions={"registry.view": Scope.ALL}))

    assert client.get(ADDRESS).status_code == 403


@pytest.mark.req("PLT-12", "S-AD-06")
def test_a_list_taken_away_is_noted_without_what_was_searched_for(place: OrganisationRecord) -> None:
    make_entity(organisation=place.uid, name="青河甲饭店")

    taken(place, *RIGHTS, text="1234")

    leaf = AuditLeaf.objects.get(act="registry.entities_exported")
    assert leaf.after == {"rows": 1, "conditions": ["text"], "full_phones": False}


def test_a_list_that_is_too_long_is_refused(place: OrganisationRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    for _ in range(2):
        make_entity(organisation=place.uid)
    by = make_person(organisation=place.uid, permissions=dict.fromkeys(RIGHTS, Scope.SUBTREE))

    answer = signed_in_client(by).get(ADDRESS)

    assert (answer.status_code, answer.json()["code"]) == (422, services.ExportTooLarge.code)


def test_a_list_can_be_narrowed_to_what_one_source_brought(place: OrganisationRecord) -> None:
    make_entity(organisation=place.uid, name="青河甲饭店")
    Entity.objects.update(source="导入 主体.xlsx")
    make_entity(organisation=place.uid, name="青河乙饭店")

    assert [row[0] for row in taken(place, *RIGHTS, source="导入 主体.xlsx")[1:]] == ["青河甲饭店"]
