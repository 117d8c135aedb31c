"""What the application's own database role cannot do, tried as that role."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

REFUSED = (
    "INSERT INTO audit_auditleaf (transaction, at, \"table\", row, act) VALUES (1, now(), 't', '1', 'insert')",
    "UPDATE audit_auditleaf SET act = 'x'",
    "DELETE FROM audit_auditleaf",
    "TRUNCATE audit_auditleaf",
    "ALTER TABLE audit_auditleaf ADD COLUMN x int",
    "ALTER TABLE audit_auditleaf OWNER TO zhijian_app",
    "DROP TABLE audit_auditleaf",
    "UPDATE audit_auditblock SET number = 0",
    "DELETE FROM audit_auditblock",
    "TRUNCATE audit_auditblock",
    "ALTER TABLE audit_auditblock DROP COLUMN sm3",
    "DROP TABLE audit_auditblock",
    "ALTER TABLE identity_person DISABLE TRIGGER audit_update",
    "ALTER TABLE identity_person DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_update ON identity_person",
    "CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON identity_person "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_truncate()",
    "TRUNCATE identity_person CASCADE",
    "TRUNCATE codes_code",
    "DROP TABLE codes_code CASCADE",
    "CREATE OR REPLACE FUNCTION audit_capture() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE OR REPLACE FUNCTION audit_actor() RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'",
    "DROP FUNCTION audit_capture() CASCADE",
    "ALTER FUNCTION audit_note(text, text, text, jsonb) OWNER TO zhijian_app",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE mine (id int)",
    "SET session_replication_role = 'replica'",
    "SET ROLE zhijian_owner",
    "SET ROLE postgres",
    "ALTER ROLE zhijian_app SUPERUSER",
    "GRANT zhijian_owner TO zhijian_app",
    "COPY audit_auditleaf TO PROGRAM 'cat'",
    "ALTER ROLE postgres PASSWORD 'x'",
)


@pytest.fixture
def as_application() -> Iterator[psycopg.Connection]:
    """A connection as the role the application uses, without what the test run allows itself."""
    with psycopg.connect(
        host=str(connection.settings_dict["HOST"]),
        user="zhijian_app",
        dbname=str(connection.settings_dict["NAME"]),
        options="-c lock_timeout=2000",
    ) as opened:
        yield opened
        opened.rollback()


@pytest.mark.req("S-AD-05", "PLT-6")
@pytest.mark.parametrize("statement", REFUSED)
def test_the_application_cannot_touch_the_trail(as_application: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_application.execute(statement)


@pytest.mark.req("S-AD-05")
def test_the_application_writes_through_the_triggers_and_reads_the_trail(as_application: psycopg.Connection) -> None:
    as_application.execute("INSERT INTO codes_codetable (code, name, standard) VALUES ('权限测试', '名', '')")

    rows = as_application.execute("SELECT act FROM audit_auditleaf WHERE \"table\" = 'codes_codetable'").fetchall()
    assert rows == [("insert",)]


@pytest.mark.req("S-AD-05")
def test_the_application_owns_nothing(as_application: psycopg.Connection) -> None:
    owned = as_application.execute(
        "SELECT relname FROM pg_class WHERE relowner = 'zhijian_app'::regrole "
        "UNION SELECT proname FROM pg_proc WHERE proowner = 'zhijian_app'::regrole"
    ).fetchall()
    assert owned == []
