"""The only look at the clock; called at the edge, handed inwards as ``at``."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def business_date(at: datetime) -> date:
    """The day in China on which ``at`` falls."""
    return at.astimezone(CHINA).date()


def start_of_day(day: date) -> datetime:
    """The first moment of ``day`` in China, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC)
