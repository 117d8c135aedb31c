"""The platform as people run it, for tests that drive a real browser: a fresh district on a port of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
HOME = PROJECT / "var" / "browser"
STARTS_WITHIN_S = 240
ENDS_WITHIN_S = 30


class PlatformFailed(Exception):
    """The platform did not come up or ended; the message carries the end of its log."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _zhijian(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "zhijian.config.cli", *arguments]


class Platform:
    """``zhijian run`` in demonstration mode: supervisor, web and worker on an embedded database of its own.

    ``ZHIJIAN_BROWSER_URL`` names a running platform to be used in its place while a test is written.
    """

    def __init__(self, home: Path = HOME) -> None:
        self.home = home
        self.given = os.environ.get("ZHIJIAN_BROWSER_URL")
        self.port = _free_port()
        self.url = (self.given or f"http://127.0.0.1:{self.port}").rstrip("/")
        self._process: subprocess.Popen[bytes] | None = None
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("ZHIJIAN_", "DATABASE_", "PG"))}
        self.environment = {
            **kept,
            "ZHIJIAN_HOME": str(home),
            "ZHIJIAN_FONTS": str(PROJECT / "var" / "fonts"),
            "ZHIJIAN_PORT": str(self.port),
            "ZHIJIAN_DEMO": "1",
            "ZHIJIAN_WEB_WORKERS": "1",
        }

    @property
    def log(self) -> Path:
        """Everything that the platform said."""
        return self.home / "platform.log"

    def start(self) -> None:
        """Make a fresh world and wait until web, database and worker live. Raises PlatformFailed."""
        if self.given:
            return
        self._remove()
        self.home.mkdir(parents=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                _zhijian("run"), env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        until = time.monotonic() + STARTS_WITHIN_S
        while not self.is_healthy():
            if self._process.poll() is not None or time.monotonic() > until:
                raise PlatformFailed(self.log.read_text("utf-8", "replace")[-4000:])
            time.sleep(0.2)

    def is_healthy(self) -> bool:
        """Whether ``/healthz`` says that all parts live."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def command(self, *arguments: str) -> str:
        """What a command of the platform prints, run beside it. Raises CalledProcessError."""
        done = subprocess.run(
            _zhijian(*arguments), env=self.environment, capture_output=True, text=True, check=True, cwd=PROJECT
        )
        return done.stdout

    def stop(self) -> None:
        """End everything and remove the world."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
        if not self.given:
            self._remove()

    def _remove(self) -> None:
        if self.home.exists():
            subprocess.run(_zhijian("database", "stop"), env=self.environment, check=False, stdout=subprocess.DEVNULL)
            shutil.rmtree(self.home)
