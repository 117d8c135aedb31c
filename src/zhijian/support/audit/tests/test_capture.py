"""Every way of writing leaves a record, and the record names who acted."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from zhijian.support.audit import services
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.audit.tracking import UNTRACKED, tracked_models
from zhijian.support.codes.models import Code, CodeTable
from zhijian.support.identity.models import Person
from zhijian.support.identity.tests.factories import (
    PASSWORD,
    actor_of,
    make_actor,
    make_person,
    signed_in_client,
)

pytestmark = pytest.mark.django_db


def make_table(**overrides: str) -> CodeTable:
    code = uuid4().hex
    return CodeTable.objects.create(**{"code": code, "name": "代码表", "standard": "", **overrides})


def leaves_of(row: object, act: str) -> list[AuditLeaf]:
    return list(AuditLeaf.objects.filter(table="codes_codetable", row=str(row), act=act).order_by("pk"))


def by_save(row: CodeTable) -> None:
    row.name = "新名"
    row.save()


def by_save_of_one_field(row: CodeTable) -> None:
    row.name = "新名"
    row.save(update_fields=["name"])


def by_update(row: CodeTable) -> None:
    CodeTable.objects.filter(pk=row.pk).update(name="新名")


def by_bulk_update(row: CodeTable) -> None:
    row.name = "新名"
    CodeTable.objects.bulk_update([row], ["name"])


def by_update_or_create(row: CodeTable) -> None:
    CodeTable.objects.update_or_create(code=row.code, defaults={"name": "新名"})


def by_raw_sql(row: CodeTable) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE codes_codetable SET name = '新名' WHERE id = %s", [row.pk])


def by_upsert(row: CodeTable) -> None:
    CodeTable.objects.bulk_create(
        [CodeTable(code=row.code, name="新名")],
        update_conflicts=True,
        update_fields=["name"],
        unique_fields=["code"],
    )


def by_function(row: CodeTable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN UPDATE codes_codetable SET name = '新名' WHERE id = {int(row.pk)}; END $$")


@pytest.mark.req("PLT-6", "S-AD-01", "S-AD-02")
@pytest.mark.parametrize(
    "write",
    [
        by_save, by_save_of_one_field, by_update, by_bulk_update, by_update_or_create, by_raw_sql, by_upsert,
        by_function,
    ],
)  # fmt: skip
def test_every_way_of_changing_a_row_leaves_one_record_with_before_and_after(
    write: Callable[[CodeTable], None],
) -> None:
    row = make_table(name="旧名")

    write(row)

    (leaf,) = leaves_of(row.pk, "update")
    assert leaf.before == {"name": "旧名"}
    assert leaf.after == {"name": "新名"}


@pytest.mark.req("S-AD-02")
def test_every_way_of_making_rows_leaves_a_record_for_each() -> None:
    saved = make_table()
    bulk = CodeTable.objects.bulk_create(
        [CodeTable(code=uuid4().hex, name="甲"), CodeTable(code=uuid4().hex, name="乙")]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO codes_codetable (code, name, standard) VALUES (%s, '丙', '') RETURNING id", [uuid4().hex]
        )
        (raw,) = cursor.fetchone() or (0,)
        with cursor.copy("COPY codes_codetable (code, name, standard) FROM STDIN") as copy:
            copied = uuid4().hex
            copy.write_row((copied, "丁", ""))

    rows = [saved.pk, *(row.pk for row in bulk), raw, CodeTable.objects.get(code=copied).pk]
    assert [len(leaves_of(row, "insert")) for row in rows] == [1] * 5
    assert leaves_of(raw, "insert")[0].after["name"] == "丙"  # type: ignore[index]


@pytest.mark.req("S-AD-02")
def test_every_way_of_deleting_leaves_a_record_with_the_whole_row() -> None:
    first, second, third = make_table(name="甲"), make_table(name="乙"), make_table(name="丙")
    keys = [first.pk, second.pk, third.pk]

    first.delete()
    CodeTable.objects.filter(pk=second.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM codes_codetable WHERE id = %s", [third.pk])

    assert [leaves_of(key, "delete")[0].before["name"] for key in keys] == ["甲", "乙", "丙"]  # type: ignore[index]


def test_a_write_that_changes_nothing_leaves_no_record() -> None:
    row = make_table(name="旧名")

    CodeTable.objects.filter(pk=row.pk).update(name="旧名")

    assert leaves_of(row.pk, "update") == []


def test_one_statement_over_many_rows_leaves_one_record_for_each() -> None:
    table = make_table()
    Code.objects.bulk_create(
        Code(table=table, code=str(number), name="名", valid_from=date(2026, 1, 1)) for number in range(50)
    )

    Code.objects.filter(table=table).update(note="备注")

    keys = [str(key) for key in Code.objects.filter(table=table).values_list("pk", flat=True)]
    assert AuditLeaf.objects.filter(table="codes_code", row__in=keys, act="update").count() == 50


@pytest.mark.req("S-AD-01")
def test_a_change_names_the_person_the_post_and_the_organisation() -> None:
    by = make_actor("codes.manage")

    with services.acting(by):
        row = make_table()

    (leaf,) = leaves_of(row.pk, "insert")
    assert leaf.actor is not None
    assert leaf.actor["person"] == str(by.uid)
    assert leaf.actor["post"] == str(by.post)
    assert leaf.actor["organisation"] == str(by.organisation)


def test_after_the_act_nobody_is_named_any_more() -> None:
    with services.acting(make_actor("codes.manage")):
        make_table()

    after = make_table()

    assert leaves_of(after.pk, "insert")[0].actor is None


@pytest.mark.req("S-AD-01")
def test_a_write_over_http_names_actor_address_and_request() -> None:
    person = make_person()
    client = signed_in_client(person)

    answer = client.post(
        "/api/v1/identity/password",
        {"old": PASSWORD, "new": "Luzhou-88-fengye"},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4()), "User-Agent": "测试浏览器".encode().hex()},
    )

    assert answer.status_code == 204
    leaf = AuditLeaf.objects.filter(table="identity_account", act="update").latest("pk")
    assert leaf.actor is not None
    assert leaf.actor["person"] == str(person)
    assert leaf.actor["channel"] == "http"
    assert leaf.actor["address"] == "127.0.0.1"
    assert leaf.actor["request"] == answer.headers["X-Trace-Id"]


@pytest.mark.req("S-AD-07", "SEC-2")
def test_masked_columns_never_enter_the_trail() -> None:
    person = make_person()

    Person.objects.filter(uid=person).update(phone="13900001111")

    texts = [f"{leaf.before}{leaf.after}" for leaf in AuditLeaf.objects.filter(table="identity_person").order_by("pk")]
    assert texts[-1] == "{'phone': '***'}{'phone': '***'}"
    assert not any("13900001111" in text for text in texts)


@pytest.mark.req("S-AD-06")
def test_a_noted_act_stands_in_the_trail_with_its_facts() -> None:
    by = actor_of(make_person())

    services.note(action="identity.looked", subject="某人", by=by, facts={"reason": "核对"})

    leaf = AuditLeaf.objects.latest("pk")
    assert (leaf.act, leaf.row, leaf.after) == ("identity.looked", "某人", {"reason": "核对"})
    assert leaf.actor is not None
    assert leaf.actor["name"] == by.name


@pytest.mark.req("S-AD-02")
def test_truncating_a_tracked_table_is_refused() -> None:
    from django.db import InternalError, ProgrammingError, transaction

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL zhijian.truncate = ''")
        with pytest.raises((InternalError, ProgrammingError), match="no audit record"), transaction.atomic():
            cursor.execute("TRUNCATE codes_codetable CASCADE")


def test_an_audit_record_is_not_itself_tracked() -> None:
    tracked = {model._meta.db_table for model in tracked_models()}

    assert not tracked & set(UNTRACKED)
    assert {"identity_person", "codes_code", "worklist_workitem"} <= tracked
