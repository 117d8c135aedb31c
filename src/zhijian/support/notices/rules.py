"""States of messages, when to try again, limits of one-time codes: pure."""

from datetime import timedelta
from enum import StrEnum

MOST_TRIES = 6
FIRST_PAUSE = timedelta(seconds=15)

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
MOST_GUESSES = 5
"""S-AU-N7: six digits, five minutes, five guesses, once."""

PAUSE_BETWEEN_CODES = timedelta(seconds=60)
MOST_CODES_A_DAY = 15
"""For one telephone number, whatever the purpose."""


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """What users read."""
        return {
            "waiting": "待发送",
            "sending": "发送中",
            "sent": "已发送",
            "failed": "发送失败",
            "expired": "已过期未发送",
        }[self.value]


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after this many failed tries: 15 s, doubling; None when it is given up."""
    return FIRST_PAUSE * 2 ** (tries - 1) if tries < MOST_TRIES else None


def masked_phone(phone: str) -> str:
    """A number that its owner recognises and nobody else can call: 138****0000."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"
