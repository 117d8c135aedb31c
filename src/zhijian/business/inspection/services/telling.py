"""What the officers of a record are told when something became of it; what they must do stands in the worklist."""

from datetime import datetime, timedelta
from uuid import UUID

from zhijian.business.inspection.models import Inspection
from zhijian.support.notices import services as notices

NEWS_FOR = timedelta(days=7)
"""What is older is no news: a delivery that comes late, or a history that is loaded."""

OUTCOMES = {"adopted": "已采用，转为案源", "dropped": "核查后不予采用"}


def record_finished(*, inspection: UUID, by: UUID | None, at: datetime, now: datetime) -> int:
    """All officers have signed: who did not sign last is told. Gives how many were told."""
    found = _record(inspection, at, now)
    link = f"/inspection/records/{inspection}"
    return _tell(found, "finished", "检查记录已全部会签", "记录已归入企业档案。", link, at, but=by)


def result_published(*, inspection: UUID, by: UUID | None, at: datetime, now: datetime) -> int:
    """The result of the officers' visit is public. Gives how many were told."""
    found = _record(inspection, at, now)
    link = f"/inspection/records/{inspection}"
    return _tell(found, "published", "检查结果已公示", "公众可以查到这次检查的结果。", link, at, but=by)


def clue_registered(*, inspection: UUID, clue: UUID, number: str, at: datetime, now: datetime) -> int:
    """The serious problem that the officers reported became a clue. Gives how many were told."""
    found = _record(inspection, at, now)
    return _tell(found, "clue", "严重问题已登记为线索", f"线索编号 {number}。", f"/enforcement/clues/{clue}", at)


def clue_reviewed(*, clue: UUID, number: str, outcome: str, at: datetime, now: datetime) -> int:
    """What became of the clue that came out of a visit. Gives how many were told."""
    uid = Inspection.objects.filter(clue=clue).values_list("uid", flat=True).first()
    found = _record(uid, at, now)
    words = f"线索 {number} {OUTCOMES.get(outcome, outcome)}。"
    return _tell(found, "clue-reviewed", "您转出的线索有了结果", words, f"/enforcement/clues/{clue}", at)


def _record(uid: UUID | None, at: datetime, now: datetime) -> Inspection | None:
    if uid is None or now - at > NEWS_FOR:
        return None
    return Inspection.objects.select_related("task__entity").filter(uid=uid).first()


def _tell(
    record: Inspection | None, what: str, title: str, body: str, link: str, at: datetime, *, but: UUID | None = None
) -> int:
    if record is None:
        return 0
    people = [one for one in record.task.officers.values_list("person__uid", flat=True) if one != but]
    for person in people:
        key = f"{what}:{record.uid}"
        notices.notify(
            person=person, title=f"{title}：{record.task.entity.name}"[:100], body=body, link=link, at=at, key=key
        )
    return len(people)
