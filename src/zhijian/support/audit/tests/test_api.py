"""The trail over HTTP: what auditors find in it, who may not look, and that looking leaves a record."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from python_calamine import CalamineWorkbook

from zhijian.kernel import clock
from zhijian.kernel.hashes import sha256_hex
from zhijian.support.audit import looks, services, verifications
from zhijian.support.audit.models import AuditLeaf, Verification
from zhijian.support.audit.names import known
from zhijian.support.audit.tracking import tracked_models
from zhijian.support.codes.models import CodeTable
from zhijian.support.identity.models import Person
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import actor_of, make_person, signed_in_client

pytestmark = pytest.mark.django_db

RECORDS = "/api/v1/audit/trail"


@pytest.fixture
def auditor() -> Client:
    return signed_in_client(make_person(permissions={"audit.view": Scope.ALL}))


def found(client: Client, **conditions: object) -> list[dict[str, Any]]:
    answer = client.get(RECORDS, conditions)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["items"])


def post(client: Client, path: str) -> Any:
    return client.post(path, headers={"Idempotency-Key": uuid4().hex})


def rename(name: str) -> tuple[CodeTable, str]:
    """A code table renamed by a named person; gives the row and the person's name."""
    row = CodeTable.objects.create(code=uuid4().hex, name="旧名")
    person = make_person()
    with services.acting(actor_of(person)):
        row.name = name
        row.save()
    return row, Person.objects.get(uid=person).name


@pytest.mark.req("PLT-6")
def test_a_change_is_found_by_person_kind_act_and_day_and_shows_before_and_after(auditor: Client) -> None:
    row, name = rename("新名")
    today = clock.business_date(clock.now())

    (item,) = found(auditor, who=name, table="codes_codetable", act="change", on_from=today, on_to=today)
    detail = auditor.get(f"{RECORDS}/{item['id']}").json()

    assert (item["who"], item["act_label"], item["table_label"], item["row"]) == (name, "修改", "代码表", str(row.pk))
    assert item["fields"] == ["名称"]
    assert [(one["label"], one["before"], one["after"]) for one in detail["changes"]] == [("名称", "旧名", "新名")]


@pytest.mark.parametrize(
    "miss",
    [
        {"who": "没有这个人"},
        {"table": "identity_person"},
        {"act": "note"},
        {"row": "0"},
        {"transaction": 1},
        {"on_to": "2020-01-01"},
        {"on_from": "2099-01-01"},
    ],
)
def test_each_condition_narrows_the_trail(auditor: Client, miss: dict[str, object]) -> None:
    row, name = rename("新名")
    fits = {"who": name, "table": "codes_codetable", "row": row.pk, "act": "update"}

    assert len(found(auditor, **fits)) == 1
    assert found(auditor, **{**fits, **miss}) == []


def test_a_day_begins_and_ends_in_china() -> None:
    by = actor_of(make_person(permissions={"audit.view": Scope.ALL}))
    wanted = looks.LeafFilter(on_from=datetime(2026, 3, 2, tzinfo=UTC).date(), on_to=datetime(2026, 3, 2).date())  # noqa: DTZ001

    text = str(looks.queries.matching(wanted, by=by).query)

    assert "2026-03-01 16:00:00" in text
    assert "2026-03-02 16:00:00" in text


@pytest.mark.req("PLT-6")
def test_masked_columns_stay_masked(auditor: Client) -> None:
    Person.objects.create(name="周敏", phone="13812345678")

    (item,) = found(auditor, table="identity_person", act="insert")[:1]
    changes = {one["name"]: one for one in auditor.get(f"{RECORDS}/{item['id']}").json()["changes"]}

    assert changes["phone"]["is_masked"]
    assert changes["phone"]["after"] == "***"
    assert not changes["name"]["is_masked"]


@pytest.mark.req("PLT-6")
def test_looking_is_itself_a_record_with_what_was_asked_for(auditor: Client) -> None:
    row, _ = rename("新名")
    (item,) = found(auditor, table="codes_codetable", row=row.pk, act="update")
    auditor.get(f"{RECORDS}/{item['id']}")

    looked, read = found(auditor, act="audit.record_read"), found(auditor, act="audit.list_read")

    assert [one["row"] for one in looked] == [str(item["id"])]
    assert looked[0]["who"].startswith("人员")
    first = AuditLeaf.objects.get(pk=read[-1]["id"]).after or {}
    assert first["filter"] == {"table": "codes_codetable", "row": str(row.pk), "act": "update"}


@pytest.mark.django_db(transaction=True)
def test_a_look_does_not_lend_its_name_to_what_the_connection_does_next(auditor: Client) -> None:
    found(auditor)
    CodeTable.objects.create(code="之后", name="名")

    assert AuditLeaf.objects.get(table="codes_codetable", act="insert").actor is None


@pytest.mark.req("PLT-6", "IAM-8")
@pytest.mark.parametrize("path", ["trail", "trail/1", "vocabulary", "chain", "export", f"verifications/{UUID(int=7)}"])
def test_administrators_of_other_kinds_and_officers_read_nothing(path: str) -> None:
    others = {"identity.manage": Scope.ALL, "identity.grant": Scope.ALL, "inspection.view": Scope.ALL}
    client = signed_in_client(make_person(permissions=others))

    answer = client.get(f"/api/v1/audit/{path}")

    assert answer.status_code == 403
    assert answer.json()["facts"]["label"] == "查看和导出审计记录"


def test_pages_go_through_the_trail_without_gap_or_double(auditor: Client) -> None:
    for number in range(5):
        CodeTable.objects.create(code=uuid4().hex, name=f"名{number}")

    seen: list[int] = []
    after = ""
    while after is not None:
        page = auditor.get(RECORDS, {"table": "codes_codetable", "limit": 2, "after": after}).json()
        seen += [item["id"] for item in page["items"]]
        after = page["next"]

    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)


def test_a_record_that_is_not_there_is_told_as_such(auditor: Client) -> None:
    answer = auditor.get(f"{RECORDS}/999999999")

    assert (answer.status_code, answer.json()["code"]) == (404, "audit.missing")


@pytest.mark.req("PLT-6")
def test_the_workbook_holds_every_record_that_fits_and_no_formula(auditor: Client) -> None:
    row, _ = rename('=HYPERLINK("http://x")')

    answer = auditor.get("/api/v1/audit/export", {"table": "codes_codetable", "row": row.pk, "form": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    lines = sheet.to_python()

    assert len(lines) == 4
    assert f"条件：对象 codes_codetable；对象标识 {row.pk}" in str(lines[0][0])
    assert [line[3] for line in lines[2:]] == ["新增", "修改"]
    assert json.loads(str(lines[3][10])) == {"name": '=HYPERLINK("http://x")'}
    assert found(auditor, act="audit.exported")[0]["fields"] == ["条数", "查询条件", "格式"]


@pytest.mark.req("PLT-6")
def test_the_package_holds_the_very_texts_that_the_chain_hashes(auditor: Client) -> None:
    row, _ = rename("新名")

    answer = auditor.get("/api/v1/audit/export", {"table": "codes_codetable", "row": row.pk, "form": "json"})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    lines, manifest = archive.read("records.jsonl"), json.loads(archive.read("manifest.json"))

    assert manifest["records"] == 2
    assert manifest["sha256"] == sha256_hex(lines)
    number = json.loads(lines.splitlines()[0])[0]
    assert AuditLeaf.objects.get(pk=number).row == str(row.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {services.LEAF_TEXT} FROM audit_auditleaf WHERE id = %s", [number])
        assert cursor.fetchone() == (lines.splitlines()[0].decode(),)


def test_an_export_beyond_the_limit_is_refused_with_advice(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "MOST_EXPORTED", 1)
    rename("新名")

    answer = auditor.get("/api/v1/audit/export", {"table": "codes_codetable"})

    assert (answer.status_code, answer.json()["code"]) == (422, "audit.export_too_large")
    assert "缩小时间范围" in answer.json()["detail"]


@pytest.mark.req("PLT-6")
def test_a_check_of_the_chain_is_asked_for_once_and_keeps_its_outcome(auditor: Client, settings: Any) -> None:
    settings.CHECKPOINT_DIRS = []

    asked = post(auditor, "/api/v1/audit/verifications")
    again = post(auditor, "/api/v1/audit/verifications")
    uid = asked.json()["uid"]
    assert asked.status_code == 202, asked.content
    assert (again.json()["uid"], asked.json()["ok"]) == (uid, None)

    verifications.run(verification=uid)

    done = auditor.get(f"/api/v1/audit/verifications/{uid}").json()
    assert (done["ok"], done["leaves_checked"]) == (True, done["leaves_total"])
    assert done["message"].startswith("审计链完好")
    assert auditor.get("/api/v1/audit/chain").json()["verifications"][0]["uid"] == uid
    assert post(auditor, "/api/v1/audit/verifications").json()["uid"] != uid


def test_the_state_of_the_chain_counts_what_waits_to_be_sealed(auditor: Client, settings: Any) -> None:
    settings.CHECKPOINT_DIRS = []
    state = auditor.get("/api/v1/audit/chain").json()

    assert state["checkpoint"] is None
    assert state["sealed_leaves"] + state["waiting_leaves"] == AuditLeaf.objects.count()
    assert Verification.objects.count() == 0


@pytest.mark.req("PLT-6")
def test_every_tracked_table_has_a_chinese_name() -> None:
    tables = {model._meta.db_table for model in tracked_models()}

    assert sorted(tables - set(known("table"))) == []


@pytest.mark.req("PLT-6")
def test_every_column_of_a_tracked_table_has_a_chinese_name() -> None:
    columns = {str(field.column) for model in tracked_models() for field in model._meta.local_concrete_fields}

    assert sorted(columns - set(known("column"))) == []
