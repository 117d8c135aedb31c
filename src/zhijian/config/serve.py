"""Keeps the platform running on one machine: database, web server and worker; what dies is started again."""

import ctypes
import logging
import logging.handlers
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from zhijian.config import embedded
from zhijian.config.environment import Environment

WEB_THREADS = 8
STOP_WITHIN_S = 8.0
STEADY_AFTER_S = 30.0
LONGEST_PAUSE_S = 15.0
DATABASE_LOOK_S = 2.0
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl


def die_with_parent() -> None:
    """Ask Linux to end this process when the supervisor dies, even by kill -9; elsewhere it does nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def run_web(environment: Environment, *, address: str, workers: int, threads: int) -> None:
    """Serve HTTP in this process until it is told to stop; granian answers with worker processes of its own."""
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "zhijian.config.wsgi:application",
        address=address,
        port=environment.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=int(STOP_WITHIN_S) - 2,
    ).serve()


@dataclass
class Child:
    """One process that must live; ``failures`` in a row make the pause before the next start longer."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[str] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_again_at: float = field(default=0.0)

    def start(self, lines: logging.Logger, moment: float) -> None:
        """Start it in a process group of its own, so that nothing of it can be left behind."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhijian.config.cli", *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.started_at = moment
        assert self.process.stdout is not None
        threading.Thread(target=_copy_lines, args=(self.name, self.process.stdout, lines), daemon=True).start()

    def look(self, lines: logging.Logger, moment: float) -> None:
        """Start it if it is due; clear away what a dead one left and settle when to try again."""
        if self.process is None:
            if moment >= self.start_again_at:
                self.start(lines, moment)
            return
        if self.process.poll() is None:
            return
        self.failures = 0 if moment - self.started_at > STEADY_AFTER_S else self.failures + 1
        pause = min(0.5 * 2 ** max(self.failures - 1, 0), LONGEST_PAUSE_S)
        lines.warning("supervisor child_ended name=%s code=%s again_in_s=%s", self.name, self.process.returncode, pause)
        self.kill()
        self.process, self.start_again_at = None, moment + pause

    def ask_to_stop(self) -> None:
        """Let it end its work; its own children are its own affair."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """End the whole group at once."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return


def _copy_lines(name: str, stream: IO[str], lines: logging.Logger) -> None:
    for line in stream:
        lines.info("%s %s", name, line.rstrip())


def line_log(folder: Path) -> logging.Logger:
    """Lines of all processes, to standard output and to a file that is turned over at 20 MB, five kept."""
    folder.mkdir(parents=True, exist_ok=True)
    logger = logging.getLogger("zhijian.lines")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    logger.handlers = [
        logging.StreamHandler(sys.stdout),
        logging.handlers.RotatingFileHandler(
            folder / "zhijian.log", maxBytes=20_000_000, backupCount=5, encoding="utf-8"
        ),
    ]
    return logger


class Supervisor:
    """Starts the database and the children and watches them until a signal asks to stop."""

    def __init__(self, environment: Environment, *, address: str, workers: int, threads: int) -> None:
        self.environment = environment
        self.lines = line_log(environment.home / "log")
        self.embedded = environment.database_url is None
        self.stopping = threading.Event()
        self.ready = False
        self.began = time.monotonic()
        web = ["web", "--supervised", "--address", address, "--workers", str(workers), "--threads", str(threads)]
        self.children = [Child("web", web), Child("worker", ["worker", "--supervised"])]
        self._database_look = 0.0

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; then everything is stopped within seconds. Raises EmbeddedFailed."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        if self.embedded:
            embedded.start(self.environment)
        self._database_look = time.monotonic() + DATABASE_LOOK_S
        try:
            while not self.stopping.is_set():
                self._look(time.monotonic())
                self.stopping.wait(0.2)
        finally:
            self._stop_all()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _look(self, moment: float) -> None:
        if self.embedded and moment >= self._database_look:
            self._keep_database()
            self._database_look = time.monotonic() + DATABASE_LOOK_S
        for child in self.children:
            child.look(self.lines, moment)
        if not self.ready and self._answers():
            self.ready = True
            self.lines.info(
                "智监已启动（%.1f 秒），请用浏览器打开 http://127.0.0.1:%s ；按 Ctrl+C 停止。",
                time.monotonic() - self.began,
                self.environment.port,
            )

    def _keep_database(self) -> None:
        if embedded.is_running(self.environment):
            return
        self.lines.warning("supervisor database_down")
        try:
            embedded.start(self.environment)
        except embedded.EmbeddedFailed as error:
            self.lines.warning("supervisor database_start_failed %s", error)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.environment.port}/healthz", timeout=1):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def _stop_all(self) -> None:
        self.lines.info("supervisor stopping")
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_WITHIN_S
        for child in self.children:
            if child.process is not None:
                try:
                    child.process.wait(max(deadline - time.monotonic(), 0.1))
                except subprocess.TimeoutExpired:
                    self.lines.warning("supervisor child_killed name=%s", child.name)
            child.kill()
        if self.embedded:
            embedded.stop(self.environment)
        self.lines.info("supervisor stopped")
