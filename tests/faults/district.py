"""A running platform without the demonstration, its processes, and its database seen by its owner."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from textwrap import dedent
from typing import Any

import psycopg

from browser.platform import PROJECT, Platform
from zhijian.config.environment import Environment

BACK_WITHIN_S = 60.0

SOMEBODY = """
    from zhijian.config.setup import use_django
    use_django()
    from zhijian.support.identity.models import Account
    from zhijian.support.identity.rules import Scope
    from zhijian.support.identity.tests.factories import make_organisation, make_person
    bureau = make_organisation().uid
    rights = ("enforcement.clue_register", "enforcement.clue_view", "identity.view")
    person = make_person(organisation=bureau, permissions=dict.fromkeys(rights, Scope.SUBTREE))
    print(Account.objects.get(person__uid=person).username)
"""


class District(Platform):
    """The platform of ``zhijian run`` in a home of its own, empty but for one officer."""

    def __init__(self) -> None:
        super().__init__(PROJECT / "var" / "faults")
        self.given = None
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment |= {"ZHIJIAN_DEMO": "0", "ZHIJIAN_WEB_WORKERS": "2"}

    @cached_property
    def somebody(self) -> str:
        """The username of an officer who registers clues."""
        done = subprocess.run(
            [sys.executable, "-c", dedent(SOMEBODY)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            cwd=PROJECT,
        )
        return done.stdout.split()[-1]

    def select(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows, read as superuser of the database."""
        place = str(Environment.model_construct(home=self.home).embedded_socket_dir())
        with psycopg.connect(host=place, user="postgres", dbname="zhijian", autocommit=True) as connection:
            return connection.execute(statement, values).fetchall()

    # processes

    def processes(self, part: str) -> list[int]:
        """Processes of a part: ``web`` with its workers, ``worker``, ``database`` with its backends."""
        if part == "database":
            file = self.home / "postgresql" / "data" / "postmaster.pid"
            first = int(file.read_text().split()[0]) if file.exists() else 0
            return [first, *_children(first)] if first and _alive(first) else []
        assert self._process is not None
        mine = [pid for pid in _children(self._process.pid) if f" {part} " in f"{_command_of(pid)} "]
        return [*mine, *(below for pid in mine for below in _children(pid))]

    def kill(self, part: str, dice: random.Random) -> bool:
        """kill -9 one process of a part, any of them; False when it has none now."""
        found = self.processes(part)
        if not found:
            return False
        try:
            os.kill(dice.choice(found), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def wait_until_healthy(self) -> float:
        """Seconds until all parts live again. Raises TimeoutError."""
        began = time.monotonic()
        while not self.is_healthy():
            if time.monotonic() - began > BACK_WITHIN_S:
                raise TimeoutError(self.log.read_text("utf-8", "replace")[-3000:])
            time.sleep(0.1)
        return time.monotonic() - began


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                yield int(entry.name), int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue


def _children(parent: int) -> list[int]:
    return [pid for pid, of in _parents() if of == parent]
