"""A line between browser and platform that can be cut after any byte, in either direction."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

CHUNK = 65_536


@dataclass(frozen=True)
class Fault:
    """Cut the line once: ``after`` bytes behind the start of a request, or into its answer (0 swallows it whole).

    marker: how the request begins, such as ``PUT /api/v1/inspection``.
    """

    marker: bytes
    direction: Literal["up", "down"]
    after: int


class FaultProxy:
    """Forwards every connection to the platform; armed faults strike in their order, each once."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        #: Faults that struck.
        self.struck: list[Fault] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, *faults: Fault) -> None:
        """Faults to come, in their order."""
        with self._lock:
            self._faults.extend(faults)

    @property
    def left(self) -> int:
        """How many armed faults have not struck."""
        return len(self._faults)

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(self._target)
        except OSError:
            client.close()
            return
        line = _Line(self, client, server)
        threading.Thread(target=line.pump_down, daemon=True).start()
        line.pump_up()

    def take(self, data: bytes) -> tuple[Fault, int] | None:
        """The next fault if its request begins in ``data``, and where; it is then no longer armed."""
        with self._lock:
            if not self._faults:
                return None
            at = data.find(self._faults[0].marker)
            if at < 0:
                return None
            fault = self._faults.pop(0)
            self.struck.append(fault)
            return fault, at


class _Line:
    """One connection and how many bytes it may still carry each way; None is without limit."""

    def __init__(self, proxy: FaultProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._up: int | None = None
        self._down: int | None = None

    def pump_up(self) -> None:
        with suppress(OSError):
            while data := self._client.recv(CHUNK):
                if self._up is None and self._down is None:
                    found = self._proxy.take(data)
                    if found is not None:
                        fault, at = found
                        if fault.direction == "up":
                            self._up = at + fault.after
                        else:
                            self._down = fault.after
                if self._up is not None and len(data) >= self._up:
                    self._server.sendall(data[: self._up])
                    self._cut()
                    return
                if self._up is not None:
                    self._up -= len(data)
                self._server.sendall(data)
        self._end()

    def pump_down(self) -> None:
        with suppress(OSError):
            while data := self._server.recv(CHUNK):
                if self._down is not None and len(data) >= self._down:
                    self._client.sendall(data[: self._down])
                    self._cut()
                    return
                if self._down is not None:
                    self._down -= len(data)
                self._client.sendall(data)
        self._end()

    def _cut(self) -> None:
        """As a dying line does: no goodbye in either direction."""
        for end in (self._client, self._server):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self._end()

    def _end(self) -> None:
        for end in (self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
