"""A row changed, deleted or put in with the triggers off is named; what the triggers saw never is."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from zhijian.support.audit import baseline, capture, replay, verifications
from zhijian.support.audit.models import AuditLeaf, Verification
from zhijian.support.audit.replay import Difference, differences
from zhijian.support.audit.verify import verify
from zhijian.support.codes.models import Code, CodeTable
from zhijian.support.identity.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-6", "S-AD-04")]


@pytest.fixture(autouse=True)
def no_checkpoints(settings: Any) -> None:
    """What stands outside the database is not this file's subject."""
    settings.CHECKPOINT_DIRS = []


def behind_its_back(table: str, statement: str, *values: object) -> None:
    """As the owner of the database can: a statement that no trigger sees."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table has events waiting and cannot be altered
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def make_table(name: str = "名") -> CodeTable:
    return CodeTable.objects.create(code=uuid4().hex, name=name)


def only() -> Difference:
    (difference,) = differences()
    return difference


def test_a_changed_row_is_named_with_its_columns() -> None:
    make_table()
    row = make_table("原名")

    behind_its_back(
        "codes_codetable", "UPDATE codes_codetable SET name = '改名', standard = 'GB' WHERE id = %s", row.pk
    )

    found = only()
    assert (found.table, found.row, found.how, found.count) == ("codes_codetable", str(row.pk), "changed", 1)
    assert found.columns == ("name", "standard")
    finding = verify()
    assert not finding.ok
    assert (finding.table, finding.row) == ("codes_codetable", str(row.pk))
    assert finding.leaf == AuditLeaf.objects.get(table="codes_codetable", row=row.pk).pk
    assert f"「代码表」（codes_codetable）中标识为 {row.pk} 的记录的「名称」「标准」被绕过审计改动" in finding.message
    assert "共 1 条记录不符" in finding.message


def test_a_deleted_row_is_named() -> None:
    row = make_table()

    behind_its_back("codes_codetable", "DELETE FROM codes_codetable WHERE id = %s", row.pk)

    assert (only().row, only().how) == (str(row.pk), "missing")
    assert f"标识为 {row.pk} 的记录被绕过审计删除" in verify().message


def test_a_row_put_in_is_named() -> None:
    behind_its_back(
        "codes_codetable", "INSERT INTO codes_codetable (id, code, name, standard) VALUES (987654, '新', '名', '')"
    )

    assert (only().row, only().how, only().leaf) == ("987654", "unrecorded", None)
    assert "标识为 987654 的记录是绕过审计加入的" in verify().message


def test_a_deleted_row_that_is_put_back_is_named() -> None:
    row = make_table()
    key = row.pk
    row.delete()

    behind_its_back(
        "codes_codetable", "INSERT INTO codes_codetable (id, code, name, standard) VALUES (%s, '旧', '名', '')", key
    )

    assert (only().row, only().how) == (str(key), "unrecorded")


def test_a_changed_key_is_named_although_no_trigger_compares_keys() -> None:
    row = make_table()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE codes_codetable SET id = 987655 WHERE id = %s", [row.pk])

    assert only().count == 2


def test_all_records_are_counted_and_the_first_is_named() -> None:
    rows = [make_table() for _ in range(12)]
    code = Code.objects.create(table=rows[0], code="1", name="名", valid_from=date(2026, 1, 1))

    behind_its_back(
        "codes_codetable", "UPDATE codes_codetable SET name = '改' WHERE id = ANY (%s)", [row.pk for row in rows[3:]]
    )
    behind_its_back("codes_code", "UPDATE codes_code SET name = '改' WHERE id = %s", code.pk)

    found = {one.table: one for one in differences()}
    assert (found["codes_codetable"].row, found["codes_codetable"].count) == (str(rows[3].pk), 9)
    assert "共 10 条记录不符，涉及 2 类数据" in verify().message


def test_many_changed_columns_are_not_all_listed() -> None:
    difference = Difference(
        table="codes_code", row="7", how="changed", columns=("code", "name", "note", "parent_id", "valid_from", "x"),
        leaf=1, count=1,
    )  # fmt: skip

    assert difference.sentence().endswith("等 6 项被绕过审计改动")


def test_a_masked_column_is_compared_as_the_trail_holds_it() -> None:
    person = Person.objects.create(name="周敏", phone="13812345678")
    assert differences() == []

    behind_its_back("identity_person", "UPDATE identity_person SET phone = '' WHERE id = %s", person.pk)

    assert (only().table, only().columns) == ("identity_person", ("phone",))
    assert "1381234" not in verify().message


def test_what_the_triggers_saw_is_no_difference() -> None:
    row, gone = make_table(), make_table()
    row.name = "一"
    row.save()
    CodeTable.objects.filter(pk=row.pk).update(name="二", standard="GB/T")
    key = gone.pk
    gone.delete()
    CodeTable.objects.create(id=key, code=uuid4().hex, name="再来")
    CodeTable.objects.bulk_create(
        [CodeTable(code=row.code, name="三")], update_conflicts=True, update_fields=["name"], unique_fields=["code"]
    )

    assert differences() == []


def test_a_moment_written_from_another_time_zone_is_no_difference() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'Asia/Shanghai'")
        Verification.objects.create(asked_by="审计员", asked_at="2026-11-27T05:00:00Z")
        cursor.execute("SET LOCAL timezone = 'UTC'")

    assert differences() == []


def test_a_column_that_a_migration_added_is_recorded_as_it_was_filled() -> None:
    make_table()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE codes_codetable ADD COLUMN shelf integer NOT NULL DEFAULT 7")
    assert only().columns == ("shelf",)

    capture.attach()

    assert differences() == []
    leaf = AuditLeaf.objects.filter(table="codes_codetable", act="baseline").latest("pk")
    assert (leaf.before, leaf.after) == (None, {"shelf": 7})
    behind_its_back("codes_codetable", "UPDATE codes_codetable SET shelf = 8")
    assert only().columns == ("shelf",)


def test_a_migration_does_not_bless_what_was_changed_in_other_columns() -> None:
    row = make_table()
    behind_its_back("codes_codetable", "UPDATE codes_codetable SET name = '改' WHERE id = %s", row.pk)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE codes_codetable ADD COLUMN shelf integer NOT NULL DEFAULT 7")

    capture.attach()

    assert (only().row, only().columns) == (str(row.pk), ("name",))


def test_rows_older_than_the_triggers_are_recorded_when_they_come() -> None:
    with connection.cursor() as cursor:
        for name in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER audit_{name} ON codes_codetable")
        row = make_table()
        assert only().how == "unrecorded"
        capture.attach()
        cursor.execute("SELECT count(*) FROM audit_auditleaf WHERE act = 'baseline' AND row = %s", [str(row.pk)])
        assert cursor.fetchone() == (1,)

    assert differences() == []


def test_of_a_table_whose_columns_were_never_noted_only_what_the_trail_lacks_is_recorded() -> None:
    """An installation from before columns were noted: rows that no trigger saw stay differences."""
    row = make_table()
    behind_its_back("codes_codetable", "INSERT INTO codes_codetable (id, code, name, standard) VALUES (9, '', '', '')")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE codes_codetable ADD COLUMN shelf integer NOT NULL DEFAULT 7")
        cursor.execute("COMMENT ON TRIGGER audit_insert ON codes_codetable IS NULL")

    capture.attach()

    assert (only().row, only().how, only().count) == ("9", "unrecorded", 1)
    leaf = AuditLeaf.objects.get(table="codes_codetable", act="baseline")
    assert (leaf.row, leaf.after) == (str(row.pk), {"shelf": 7})


def test_renewing_the_triggers_records_nothing_when_no_column_changed() -> None:
    make_table()
    before = AuditLeaf.objects.count()

    capture.attach()

    assert AuditLeaf.objects.count() == before


def test_a_column_counts_as_unseen_when_new_of_another_type_or_no_longer_masked() -> None:
    known = {"id": "bigint", "size": "integer", "phone": "text masked"}

    assert baseline.unseen_columns({**known, "extra": "text"}, known) == ["extra"]
    assert baseline.unseen_columns({**known, "size": "text"}, known) == ["size"]
    assert baseline.unseen_columns({**known, "phone": "text"}, known) == ["phone"]
    assert baseline.unseen_columns(known, known) == []
    assert baseline.unseen_columns(known, None) == list(known)


def test_the_check_that_an_auditor_asks_for_keeps_which_record_it_was() -> None:
    row = make_table()
    behind_its_back("codes_codetable", "UPDATE codes_codetable SET name = '改' WHERE id = %s", row.pk)
    check = Verification.objects.create(asked_by="审计员", asked_at="2026-11-27T05:00:00Z")

    verifications.run(verification=check.uid)

    check.refresh_from_db()
    assert (check.ok, check.table, check.row) == (False, "codes_codetable", str(row.pk))
    assert "被绕过审计改动" in check.message


def test_a_table_whose_column_is_gone_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    make_table()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE codes_codetable DROP COLUMN standard")

    monkeypatch.setattr(replay, "tracked_models", lambda: iter([CodeTable]))
    assert differences() == []
