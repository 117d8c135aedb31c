"""Attaches the capture triggers to all tracked tables, and gives the application role its narrow rights."""

from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from zhijian.support.audit import baseline
from zhijian.support.audit.tracking import kept_models, masked_columns, tracked_models

APP_ROLE = "zhijian_app"
APPEND_ONLY = ("audit_auditleaf", "audit_auditblock")

CAPTURE = """
CREATE OR REPLACE FUNCTION audit_masked(content jsonb, masked text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $body$
DECLARE hidden text;
BEGIN
    FOREACH hidden IN ARRAY masked LOOP
        IF content ->> hidden <> '' THEN content := jsonb_set(content, ARRAY[hidden], '"***"'); END IF;
    END LOOP;
    RETURN content;
END $body$;

CREATE OR REPLACE FUNCTION audit_actor() RETURNS jsonb
LANGUAGE plpgsql STABLE AS $body$
DECLARE given text := current_setting('zhijian.actor', true);
BEGIN
    IF given IS NULL OR given = '' THEN RETURN NULL; END IF;
    RETURN given::jsonb;
END $body$;

CREATE OR REPLACE FUNCTION audit_capture() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET timezone = 'UTC' AS $body$
DECLARE
    key_column text := TG_ARGV[0];
    masked text[] := string_to_array(TG_ARGV[1], ',');
    who jsonb := audit_actor();
    this bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit_auditleaf (transaction, at, "table", row, act, before, after, actor)
        SELECT this, clock_timestamp(), TG_TABLE_NAME, n.j ->> key_column, 'insert', NULL,
               audit_masked(n.j, masked), who
        FROM (SELECT to_jsonb(t) j FROM new_rows t OFFSET 0) n;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit_auditleaf (transaction, at, "table", row, act, before, after, actor)
        SELECT this, clock_timestamp(), TG_TABLE_NAME, o.j ->> key_column, 'delete',
               audit_masked(o.j, masked), NULL, who
        FROM (SELECT to_jsonb(t) j FROM old_rows t OFFSET 0) o;
    ELSE
        INSERT INTO audit_auditleaf (transaction, at, "table", row, act, before, after, actor)
        SELECT this, clock_timestamp(), TG_TABLE_NAME, changed.key, 'update',
               audit_masked(changed.before, masked), audit_masked(changed.after, masked), who
        FROM (
            SELECT n.j ->> key_column AS key,
                   (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(o.j) e
                     WHERE n.j -> e.key IS DISTINCT FROM e.value) AS before,
                   (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(n.j) e
                     WHERE o.j -> e.key IS DISTINCT FROM e.value) AS after
            FROM (SELECT to_jsonb(t) j FROM new_rows t) n
            JOIN (SELECT to_jsonb(t) j FROM old_rows t) o ON o.j ->> key_column = n.j ->> key_column
        ) changed
        WHERE changed.after IS NOT NULL;
    END IF;
    RETURN NULL;
END $body$;

CREATE OR REPLACE FUNCTION audit_note(given_act text, given_table text, given_row text, facts jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $body$
    INSERT INTO audit_auditleaf (transaction, at, "table", row, act, before, after, actor)
    VALUES (pg_current_xact_id()::text::bigint, clock_timestamp(), given_table, given_row, given_act, NULL, facts,
            audit_actor())
$body$;

CREATE OR REPLACE AGGREGATE audit_fold(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');
"""


def _triggers(model: type[models.Model]) -> list[sql.Composed]:
    table = sql.Identifier(model._meta.db_table)
    assert model._meta.pk is not None
    arguments = (sql.Literal(model._meta.pk.column), sql.Literal(",".join(masked_columns(model))))
    statements = []
    for name, event, tables in (
        ("audit_insert", "INSERT", "NEW TABLE AS new_rows"),
        ("audit_update", "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("audit_delete", "DELETE", "OLD TABLE AS old_rows"),
    ):
        statements.append(
            sql.SQL(
                "CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables} "
                "FOR EACH STATEMENT EXECUTE FUNCTION audit_capture({key}, {masked})"
            ).format(
                name=sql.Identifier(name),
                event=sql.SQL(event),
                table=table,
                tables=sql.SQL(tables),
                key=arguments[0],
                masked=arguments[1],
            )
        )
    statements.append(
        sql.SQL(
            "CREATE OR REPLACE TRIGGER audit_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_truncate()"
        ).format(table=table)
    )
    return statements


REFUSE_TRUNCATE = """
CREATE OR REPLACE FUNCTION audit_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF current_setting('zhijian.truncate', true) = 'test' THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'truncating % would leave no audit record', TG_TABLE_NAME;
END $body$;
"""


def attach(**_: Any) -> None:
    """Create or renew functions, triggers and rights; runs after every ``migrate`` as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute(CAPTURE)
        cursor.execute(REFUSE_TRUNCATE)
        tracked = list(tracked_models())
        known = baseline.known_shapes(cursor, tracked)
        shapes = baseline.shapes(cursor, tracked)
        for model in tracked:
            shape = shapes.get(model._meta.db_table)
            if shape is not None:  # else a migration that stops half-way: the next one attaches
                _attach_to(cursor, model, shape, known)
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone():
            _grant(cursor)


def _attach_to(
    cursor: Any, model: type[models.Model], shape: baseline.Shape, known: dict[str, baseline.Shape | None]
) -> None:
    """Triggers of one table; what a migration put into it unseen is recorded, in the same transaction."""
    table = model._meta.db_table
    with transaction.atomic():
        for statement in _triggers(model):
            cursor.execute(statement)
        if known.get(table) == shape:
            return
        if table in known and known[table] is None:
            baseline.record_lacking(cursor, model)
        elif unseen := baseline.unseen_columns(shape, known.get(table)):
            baseline.record(cursor, model, unseen)
        baseline.remember(cursor, table, shape)


def _grant(cursor: Any) -> None:
    role = sql.Identifier(APP_ROLE)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON audit_auditleaf FROM {role}",
        "REVOKE UPDATE, DELETE ON audit_auditblock FROM {role}",
    ):
        cursor.execute(sql.SQL(statement).format(role=role))
    existing = set(connection.introspection.table_names(cursor))
    for table in existing & {model._meta.db_table for model in kept_models()}:
        cursor.execute(sql.SQL("REVOKE DELETE ON {table} FROM {role}").format(table=sql.Identifier(table), role=role))


def attach_once(sender: Any, **_: Any) -> None:
    """``post_migrate`` fires for every app with models; the last of them attaches for all."""
    if sender is [config for config in apps.get_app_configs() if config.models_module is not None][-1]:
        attach()
