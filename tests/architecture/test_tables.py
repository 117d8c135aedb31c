"""Every table has a decision about the audit trail, and the decision is what the database does."""

import pytest
from django.apps import apps
from django.db import connection, models

from zhijian.support.audit.tracking import UNTRACKED, kept_models, masked_columns, tracked_models

TRIGGERS = {"audit_insert", "audit_update", "audit_delete", "audit_truncate"}

#: Columns whose content is secret or personal and must not stand in the trail in clear.
SECRET = {"password", "phone", "secret", "session_key", "code_hash", "number_sealed", "nonce"}


def tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


@pytest.mark.req("S-AD-02", "PLT-6")
def test_what_is_not_tracked_is_a_table_and_says_why() -> None:
    assert set(UNTRACKED) - tables() - {"django_migrations"} == set()
    assert all(len(reason) >= 9 for reason in UNTRACKED.values())


@pytest.mark.req("S-AD-02", "PLT-6")
@pytest.mark.django_db
def test_every_other_table_of_the_database_has_all_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_class c LEFT JOIN pg_trigger t "
            "ON t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled = 'O' "
            "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        )
        found: dict[str, set[str]] = {}
        for table, trigger in cursor.fetchall():
            found.setdefault(table, set()).add(trigger)

    assert len(found) > 40
    assert {table for table, triggers in found.items() if not triggers >= TRIGGERS} <= set(UNTRACKED)
    assert {model._meta.db_table for model in tracked_models()} == set(found) - set(UNTRACKED)


@pytest.mark.req("S-AD-05", "PLT-6")
@pytest.mark.django_db
def test_what_is_never_deleted_is_so_for_the_application_s_role_and_for_everybody_by_a_trigger() -> None:
    tables = {model._meta.db_table for model in kept_models()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) t WHERE has_table_privilege('zhijian_app', t, 'DELETE')", [list(tables)]
        )
        deletable = cursor.fetchall()
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgenabled = 'O' AND tgtype & 11 = 11"  # before each row is deleted
        )
        kept = {table for (table,) in cursor.fetchall()}

    assert len(tables) > 10
    assert deletable == []
    assert tables - kept == set()


@pytest.mark.parametrize("model", list(tracked_models()), ids=lambda model: model._meta.db_table)
def test_masked_columns_exist_and_secrets_are_among_them(model: type[models.Model]) -> None:
    columns = {field.column for field in model._meta.concrete_fields}

    assert set(masked_columns(model)) <= columns
    assert (columns & SECRET) - set(masked_columns(model)) == set()


@pytest.mark.parametrize("model", list(tracked_models()), ids=lambda model: model._meta.db_table)
def test_a_model_says_what_one_row_is(model: type[models.Model]) -> None:
    if model._meta.auto_created:
        return
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}("), "Django's own docstring"
