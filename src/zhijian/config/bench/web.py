"""The platform's web server on the bench's database, and one client that keeps its connection open."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, RemoteDisconnected
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.conf import settings

from zhijian.config.bench import place
from zhijian.config.bench.office import password
from zhijian.config.setup import StepFailed

STARTS_WITHIN_S = 60
ROWS = "rows.json"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Client:
    """One person's browser, as far as the server can tell: one connection, cookies, the token of writes."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> bytes:
        """The body of an answer that must be 200; a connection that was idle for too long is opened anew."""
        try:
            return self._ask("GET", path, None, {})
        except (RemoteDisconnected, ConnectionResetError):
            self._connection.close()
            return self._ask("GET", path, None, {})

    def post(self, path: str, body: dict[str, Any]) -> bytes:
        """The body of an answer that must be 200."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(16),
            "X-CSRFToken": json.loads(self.get("/api/v1/identity/csrf"))["token"],
            "Origin": self.origin,
        }
        return self._ask("POST", path, json.dumps(body).encode(), headers)

    def sign_in(self, name: str) -> "Client":
        """Open a session for one of the bench's accounts."""
        self.post("/api/v1/identity/sign-in", {"username": name, "password": password()})
        return self

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, {**headers, "Cookie": cookies} if cookies else headers)
        answer = self._connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        if answer.status != 200:
            raise StepFailed(f"{method} {path} 回答 {answer.status}：{content[:300].decode(errors='replace')}")
        return content


@dataclass(frozen=True, slots=True)
class Server:
    """A running web server: its port, and the group that all its processes are in."""

    port: int
    group: int

    def processor_s(self) -> float:
        """Seconds of processor time that it has used so far."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # a process that has just ended
                fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12]) if int(fields[2]) == self.group else 0
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def server() -> Iterator[Server]:
    """The web server with one process that answers. Raises StepFailed."""
    port = free_port()
    database = str(settings.DATABASES["default"]["NAME"])
    process = subprocess.Popen(
        [sys.executable, "-m", "zhijian.config.cli", "web", "--workers", "1"],
        env=place.settings_of(
            database,
            ZHIJIAN_PORT=str(port),
            DJANGO_SETTINGS_MODULE="zhijian.config.bench.settings",
            ZHIJIAN_BENCH_ROWS=str(place.notes() / ROWS),
        ),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until_answering(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until_answering(
    port: int,
    process: "subprocess.Popen[bytes]",
    *,
    path: str = "/api/v1/openapi.json",
    within_s: float = STARTS_WITHIN_S,
) -> None:
    """Until the server answers 200. Raises StepFailed when it ended or stays silent."""
    deadline = time.monotonic() + within_s
    while process.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise StepFailed("测速用的网页服务没有启动。")
