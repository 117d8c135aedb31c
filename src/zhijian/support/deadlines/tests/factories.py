"""The work calendar as tests need it on any day that they are run."""

from zhijian.kernel import clock
from zhijian.support.deadlines import services
from zhijian.support.deadlines.models import CalendarYear
from zhijian.support.identity.types import Actor

AHEAD = 2


def load_calendar(*, by: Actor) -> None:
    """The shipped calendar and rules; of years whose notice is not out yet, New Year's Day alone."""
    at = clock.now()
    services.load_shipped(by=by, at=at)
    this_year = clock.business_date(at).year
    missing = {*range(this_year, this_year + AHEAD)} - set(CalendarYear.objects.values_list("year", flat=True))
    rows = [f"{year}-01-01,元旦,True,{year}" for year in sorted(missing)]
    if rows:
        services.import_calendar(
            csv_text="\n".join(["date,name,is_off_day,notice_year", *rows]), source="测试用日历", by=by, at=at
        )
