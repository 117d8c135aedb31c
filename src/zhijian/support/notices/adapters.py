"""Ways by which an SMS leaves: the demonstration's outbox, or an operator's gateway over HTTPS."""

import http.client
import secrets
import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from django.conf import settings

from zhijian.kernel.hashes import hmac_sha256, sha256_hex

TIMEOUT_S = 10
LONGEST_ANSWER = 64 * 1024
TRY_AGAIN = frozenset({408, 425, 429})


class SendingFailed(Exception):
    """The message did not go out; ``is_final`` when trying again cannot help. The text is for the operator."""

    def __init__(self, message: str, *, is_final: bool) -> None:
        super().__init__(message)
        self.is_final = is_final


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message about to leave; ``uid`` is the same at every try, so that a gateway can drop doubles."""

    uid: UUID
    phone: str
    text: str
    at: datetime


class SmsAdapter(Protocol):
    """One way of sending."""

    def send(self, message: Outgoing) -> str:
        """Send and give the provider's own id. Raises SendingFailed."""


class Outbox:
    """The demonstration: the message stays in the table, where the outbox page shows it."""

    def send(self, message: Outgoing) -> str:
        """Nothing leaves."""
        return "outbox"


@dataclass(frozen=True, kw_only=True)
class HttpGateway:
    """A gateway that takes JSON over HTTPS with an HMAC-SHA256 signature.

    POST {id, phone, text, sign}; headers X-Account, X-Timestamp (seconds), X-Nonce and X-Signature = hex of
    HMAC(secret, timestamp + "\\n" + nonce + "\\n" + hex SHA-256 of the body). 2xx with {"id": …} is accepted;
    408, 425, 429 and 5xx are tried again; anything else is final.
    """

    url: str
    account: str
    secret: str
    sign: str

    def send(self, message: Outgoing) -> str:
        """Send through the gateway. Raises SendingFailed."""
        body = orjson.dumps({"id": message.uid, "phone": message.phone, "text": message.text, "sign": self.sign})
        status, answer = self._post(body, self.headers(body, message.at, secrets.token_hex(16)))
        if 200 <= status < 300:
            return _provider_id(answer)
        raise SendingFailed(f"gateway answered {status}", is_final=status not in TRY_AGAIN and status < 500)

    def headers(self, body: bytes, at: datetime, nonce: str) -> dict[str, str]:
        """The headers that prove who sends this body, and when."""
        timestamp = str(int(at.timestamp()))
        signed = f"{timestamp}\n{nonce}\n{sha256_hex(body)}".encode()
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-Account": self.account,
            "X-Timestamp": timestamp,
            "X-Nonce": nonce,
            "X-Signature": hmac_sha256(self.secret.encode(), signed).hex(),
        }

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """One request, no redirects; the certificate is checked."""
        place = urlsplit(self.url)
        if place.scheme != "https" or not place.hostname:
            raise SendingFailed("the gateway's address is not https", is_final=True)
        target = (place.path or "/") + (f"?{place.query}" if place.query else "")
        connection = http.client.HTTPSConnection(
            place.hostname, place.port, timeout=TIMEOUT_S, context=ssl.create_default_context()
        )
        try:
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST_ANSWER)
        except (OSError, http.client.HTTPException) as fault:
            raise SendingFailed(f"gateway not reached: {type(fault).__name__}", is_final=False) from fault
        finally:
            connection.close()


def _provider_id(answer: bytes) -> str:
    try:
        found = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return ""
    return str(found.get("id", ""))[:100] if isinstance(found, dict) else ""


def chosen() -> SmsAdapter:
    """The adapter that the operator chose."""
    if settings.SMS_ADAPTER == "http":
        return HttpGateway(
            url=settings.SMS_URL, account=settings.SMS_ACCOUNT, secret=settings.SMS_SECRET, sign=settings.SMS_SIGN
        )
    return Outbox()
