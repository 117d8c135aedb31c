"""What officers are told of their records: once, only news, and not of what they just did themselves."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from zhijian.business.inspection.models import Inspection
from zhijian.business.inspection.services import serious, telling
from zhijian.business.inspection.tests.factories import Team, make_team
from zhijian.business.inspection.tests.test_results import signed_with_order
from zhijian.kernel import clock
from zhijian.support.bus import services as bus
from zhijian.support.identity.tests.factories import actor_of, make_actor
from zhijian.support.notices import queries as notices
from zhijian.support.notices.types import NoticeRecord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference"), pytest.mark.req("POR-4")]


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def record(team: Team) -> Inspection:
    return signed_with_order(team)


def told(person: UUID) -> list[NoticeRecord]:
    return notices.notices(by=actor_of(person))[0]


def test_who_did_not_sign_last_is_told_that_all_have_signed(team: Team, record: Inspection) -> None:
    bus.deliver_all()

    (notice,) = told(team.lead)
    assert notice.title.startswith("检查记录已全部会签：")
    assert notice.link == f"/inspection/records/{record.uid}"
    assert told(team.second) == []


def test_the_officers_are_told_of_the_clue_that_came_out_of_their_record(team: Team, record: Inspection) -> None:
    chief = make_actor("inspection.view", "inspection.report_serious", organisation=team.organisation)
    serious.report_serious(inspection=record.uid, facts="现场发现无证经营", by=chief, at=clock.now())
    bus.deliver_all()
    record.refresh_from_db()

    for person in (team.lead, team.second):
        (notice,) = [one for one in told(person) if "线索" in one.title]
        assert notice.link == f"/enforcement/clues/{record.clue}"
        assert record.clue_number in notice.body


def test_a_delivery_that_comes_twice_tells_once(team: Team, record: Inspection) -> None:
    at = clock.now()

    for _ in range(2):
        telling.result_published(inspection=record.uid, by=None, at=at, now=at)

    assert [one.title.partition("：")[0] for one in told(team.second)] == ["检查结果已公示"]


def test_what_is_a_week_old_is_no_news(team: Team, record: Inspection) -> None:
    at = clock.now()

    late = telling.result_published(inspection=record.uid, by=None, at=at - timedelta(days=8), now=at)

    assert late == 0
    assert told(team.second) == []


def test_a_clue_from_elsewhere_concerns_no_officer() -> None:
    at = clock.now()

    assert telling.clue_reviewed(clue=uuid4(), number="XS-1", outcome="dropped", at=at, now=at) == 0
