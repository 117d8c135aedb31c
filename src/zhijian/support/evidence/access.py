"""The one door to evidence: who sees a piece is who sees its subject; each look leaves a line of custody first."""

from datetime import datetime, timedelta
from uuid import UUID

from zhijian.kernel.errors import NotFound
from zhijian.support.evidence import subjects
from zhijian.support.evidence.models import Custody, EvidenceItem, Upload
from zhijian.support.evidence.rules import CustodyAct
from zhijian.support.identity.types import Actor

SAME_LOOK = timedelta(minutes=5)
"""A player fetches a film in many ranges, a list draws its thumbnails again and again: one look, one line."""


class EvidenceMissing(NotFound):
    """No such piece of evidence in the caller's sight."""

    code = "evidence.missing"


class UploadMissing(NotFound):
    """No such upload of the caller's."""

    code = "evidence.upload_missing"


def items_of(subject: UUID, *, by: Actor, permission: str | None = None) -> list[EvidenceItem]:
    """All pieces of a subject that ``by`` may see, captures by device and number, then the rest by time.

    permission: what ``by`` is about to do with them; pieces that it does not reach are left out.
    """
    rows = list(
        EvidenceItem.objects.select_related("blob", "original")
        .filter(subject=subject)
        .order_by("device", "number", "received_at", "pk")
    )
    seen = subjects.visible(by, {(row.subject_kind, row.subject) for row in rows}, permission)
    return [row for row in rows if (row.subject_kind, row.subject) in seen]


def item(uid: UUID, *, by: Actor, permission: str | None = None) -> EvidenceItem:
    """One piece that ``by`` may see, and reaches with ``permission`` if named. Raises EvidenceMissing."""
    row = EvidenceItem.objects.select_related("blob", "original").filter(uid=uid).first()
    return _checked(row, by, permission)


def item_to_change(uid: UUID, *, by: Actor) -> EvidenceItem:
    """One piece that ``by`` may see, locked. Raises EvidenceMissing."""
    rows = EvidenceItem.objects.select_for_update(of=("self",)).select_related("blob", "original")
    return _checked(rows.filter(uid=uid).first(), by)


def _checked(row: EvidenceItem | None, by: Actor, permission: str | None = None) -> EvidenceItem:
    if row is None or not subjects.is_visible(by, row.subject_kind, row.subject, permission):
        raise EvidenceMissing("没有找到这份证据，或者您无权查看。")
    return row


def leave_custody(row: EvidenceItem, act: CustodyAct, *, by: Actor, at: datetime, purpose: str = "") -> None:
    """Append a line to the chain of custody."""
    Custody.objects.create(evidence=row, act=act, person=by.uid, person_name=by.name[:60], at=at, purpose=purpose[:200])


def leave_look(row: EvidenceItem, act: CustodyAct, *, by: Actor, at: datetime, purpose: str = "") -> None:
    """Append a line for a look, unless the same person's same look was noted within five minutes."""
    recent = Custody.objects.filter(evidence=row, act=act, person=by.uid, at__gt=at - SAME_LOOK, at__lte=at)
    if not recent.exists():
        leave_custody(row, act, by=by, at=at, purpose=purpose)


def upload(uid: UUID, *, by: Actor, lock: bool = False) -> Upload:
    """An upload of the caller's own. Raises UploadMissing.

    Locked without joining the file: after waiting for the lock PostgreSQL reads the upload anew, but not its join.
    """
    rows = Upload.objects.select_for_update() if lock else Upload.objects.select_related("blob")
    row = rows.filter(uid=uid).first()
    if row is None or (row.sender != by.uid and not by.is_system):
        raise UploadMissing("没有找到这次上传，请重新开始上传。")
    return row
