"""HTTP of the offline packages."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from ninja import Router, Schema

from zhijian.business.inspection.api.tasks import TaskOut
from zhijian.business.inspection.queries import packages as queries
from zhijian.kernel import clock
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["inspection"])


class PackagePictureOut(Schema):
    """A picture of an earlier finding, by its thumbnail."""

    evidence: UUID
    thumbnail: str


class PackageFindingOut(Schema):
    """Something that was found wrong at an earlier visit."""

    item: str
    no: str
    text: str
    note: str
    evidence: list[PackagePictureOut]


class PackageVisitOut(Schema):
    """An earlier visit."""

    inspection: UUID
    on: date
    kind_label: str
    verdict: str
    findings: list[PackageFindingOut]


class PackageOpenItemOut(Schema):
    """Something that must still be put right."""

    rectification: UUID
    number: str
    due_on: date | None
    item: str
    no: str
    text: str
    order: str
    note: str
    evidence: list[PackagePictureOut]


class PackageHistoryOut(Schema):
    """What an officer should know before going in."""

    last_visits: list[PackageVisitOut]
    open_items: list[PackageOpenItemOut]


class PackageEntityOut(Schema):
    """The entity's card; coordinates as decimal text in degrees."""

    uid: UUID
    name: str
    uscc: str
    address: str
    street: str
    legal_person: str
    phone: str
    status: str
    status_label: str
    supervision_classes: list[str]
    tags: list[str]
    credit_class: str
    risk_level: str
    lat: str | None
    lon: str | None


class PackageOfficerOut(Schema):
    """A colleague who may countersign."""

    uid: UUID
    name: str
    title: str
    organisation_name: str
    certificate: str


class PackageTaskOut(Schema):
    """One task with everything it needs without a network; ``base`` goes back with the record."""

    task: TaskOut
    base: dict[str, Any]
    basis: str
    reason: str
    form: dict[str, Any]
    entity: PackageEntityOut
    history: PackageHistoryOut


class PackageOut(Schema):
    """One unit: ``hash`` is the SHA-256 of the canonical JSON of ``content``; download, check, then replace the old."""

    hash: str
    made_at: datetime
    first: date
    last: date
    tasks: list[PackageTaskOut]
    codes: dict[str, dict[str, str]]
    officers: list[PackageOfficerOut]
    phrases: list[str]
    absences: list[str]


def _package(request: Request, days: int) -> dict[str, Any]:
    at = clock.now()
    today = clock.business_date(at)
    return asdict(queries.package(by=request.auth, today=today, last=today + timedelta(days=days), at=at))


@router.get("/packages/today", auth=needs("inspection.perform"), operation_id="getTodayPackage", response=PackageOut)
def today(request: Request) -> dict[str, Any]:
    """The caller's tasks that can be carried out today, the overdue ones among them."""
    return _package(request, 0)


@router.get("/packages/week", auth=needs("inspection.perform"), operation_id="getWeekPackage", response=PackageOut)
def week(request: Request) -> dict[str, Any]:
    """The same for today and the six days after it."""
    return _package(request, 6)
