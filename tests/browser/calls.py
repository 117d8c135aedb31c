"""The platform's own interface, for what a browser test needs to stand before its first page."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from typing import Any

#: The demonstration's accounts share it; see ``zhijian.demo.loading.staff``.
PASSWORD = "Yanshi-2026-Wanglan"
CHINA = timedelta(hours=8)


class Refused(Exception):
    """The platform answered with a problem; ``status`` and ``body`` say which."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status}: {body[:600]}")
        self.status, self.body = status, body


def today(days: int = 0) -> str:
    """Today in China, or some days later."""
    return (datetime.now(UTC) + CHINA + timedelta(days=days)).date().isoformat()


class Caller:
    """One signed-in person, by role card or by account. Raises Refused for every answer that is no success."""

    def __init__(self, url: str, *, role: str | None = None, username: str | None = None) -> None:
        self.url = url
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))
        self.get("/api/v1/identity/csrf")
        if role:
            self.post("/api/v1/demo/sign-in", {"role": role})
        elif username:
            self.post("/api/v1/identity/sign-in", {"username": username, "password": PASSWORD})

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a GET."""
        return json.loads(self.raw("GET", path + (f"?{urllib.parse.urlencode(query, doseq=True)}" if query else "")))

    def post(self, path: str, body: Any = None) -> Any:
        """The JSON of a POST."""
        return json.loads(self.raw("POST", path, {} if body is None else body) or b"null")

    def change(self, path: str, body: Any, *, version: int) -> Any:
        """The JSON of a PATCH on a version of the thing."""
        return json.loads(self.raw("PATCH", path, body, **{"If-Match": f'"{version}"'}))

    def raw(self, method: str, path: str, body: Any = None, **headers: str) -> bytes:
        """The bytes of an answer."""
        token = next((cookie.value for cookie in self._cookies if cookie.name == "csrftoken"), "") or ""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "X-CSRFToken": token,
                "Origin": self.url,
                "Idempotency-Key": os.urandom(16).hex(),
                **headers,
            },
        )
        try:
            with self._opener.open(request, timeout=60) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode("utf-8", "replace")) from error
