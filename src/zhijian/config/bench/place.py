"""The bench's own database server: made before the first bench, thrown away after the last one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from zhijian.config import embedded
from zhijian.config.environment import PROJECT, Environment
from zhijian.config.setup import StepFailed

HOME = PROJECT / "var" / "bench"
TEMPLATE = "bench_template"
_NOT_OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "ZHIJIAN_DB_AS_OWNER",
    "ZHIJIAN_SECRET_KEY",
    "DJANGO_SETTINGS_MODULE",
)


def settings_of(database: str, **more: str) -> dict[str, str]:
    """Environment of a child process: nothing in it leads to the user's own database or folders."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    return {**kept, "ZHIJIAN_HOME": str(HOME), "ZHIJIAN_DB_NAME": database, "ZHIJIAN_DEMO": "1", **more}


def zhijian(*arguments: str, database: str, **more: str) -> None:
    """Run a command of the platform on one of the bench's databases. Raises StepFailed."""
    done = subprocess.run(
        [sys.executable, "-m", "zhijian.config.cli", *arguments],
        env=settings_of(database, **more),
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise StepFailed(f"zhijian {arguments[0]} 没有成功，原因见上面的输出。")


def environment(database: str = TEMPLATE) -> Environment:
    """The typed settings of the bench's server."""
    return Environment.model_construct(home=HOME, database_url=None, db_name=database)


@contextmanager
def own_server(*, keep: bool) -> Iterator[None]:
    """The server with the template database. keep: leave it for a next run instead of throwing it away.

    Raises EmbeddedFailed, StepFailed.
    """
    if not keep:
        _throw_away()
    try:
        embedded.start(environment())
        zhijian("migrate", database=TEMPLATE)
        yield
    finally:
        embedded.stop(environment())
        if not keep:
            _throw_away()


def _throw_away() -> None:
    if HOME.exists():
        if (HOME / "postgresql").exists():
            embedded.stop(environment())
        shutil.rmtree(HOME)


def make_database(name: str) -> None:
    """A copy of the template; one that an earlier bench made is brought up to date instead."""
    embedded.start(environment())
    copied = SQL("CREATE DATABASE {} TEMPLATE {} OWNER zhijian_owner").format(Identifier(name), Identifier(TEMPLATE))
    with _as_owner("postgres") as connection:
        is_there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
        if not is_there:
            connection.execute(copied)
    if is_there:
        zhijian("migrate", database=name)


def owner_of_tables() -> psycopg.Connection:
    """A connection to this process's database as owner of the tables, for references and statistics."""
    from django.conf import settings

    return _as_owner(str(settings.DATABASES["default"]["NAME"]))


def _as_owner(database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(environment().embedded_socket_dir()),
        user="zhijian_owner",
        dbname=database,
        autocommit=True,
    )


def notes() -> Path:
    """Folder for files that the processes of a bench hand to each other."""
    folder = HOME / "notes"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
