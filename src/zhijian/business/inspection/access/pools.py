"""The one door to the libraries' and avoidances' rows."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from zhijian.business.inspection.models import Avoidance, ObjectPool, OfficerPool
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.access import within
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.types import Actor

P = TypeVar("P", OfficerPool, ObjectPool)


class PoolMissing(NotFound):
    """No such library inside the caller's scope, or it was taken out of use."""

    code = "inspection.pool_missing"


class AvoidanceMissing(NotFound):
    """No such avoidance inside the caller's scope."""

    code = "inspection.avoidance_missing"


SEEN_BY = ("inspection.view", "inspection.pools", "inspection.draw")


def within_any(by: Actor, permissions: tuple[str, ...], organisation: str = "organisation") -> Q:
    """``within`` for whoever holds one of several permissions; an empty condition lets everything through."""
    if any(by.scope(permission) is Scope.ALL for permission in permissions):
        return Q()
    found = Q(pk__in=())
    for permission in permissions:
        found |= within(by, permission, organisation=organisation)
    return found


def officer_pools_visible_to(by: Actor) -> QuerySet[OfficerPool]:
    """Libraries of officers in use inside the caller's scope."""
    return OfficerPool.objects.filter(within_any(by, SEEN_BY), retired_at__isnull=True).select_related("organisation")


def object_pools_visible_to(by: Actor) -> QuerySet[ObjectPool]:
    """Libraries of objects in use inside the caller's scope."""
    return ObjectPool.objects.filter(within_any(by, SEEN_BY), retired_at__isnull=True).select_related("organisation")


def officer_pool(uid: UUID, *, by: Actor) -> OfficerPool:
    """One library of officers. Raises PoolMissing."""
    return _found(officer_pools_visible_to(by).filter(uid=uid).first())


def object_pool(uid: UUID, *, by: Actor) -> ObjectPool:
    """One library of objects. Raises PoolMissing."""
    return _found(object_pools_visible_to(by).filter(uid=uid).first())


def officer_pool_to_change(uid: UUID, *, by: Actor) -> OfficerPool:
    """One library of officers that the caller may change, locked. Raises PoolMissing, NotAllowed."""
    by.must("inspection.pools")
    rows = OfficerPool.objects.filter(within(by, "inspection.pools"), retired_at__isnull=True)
    return _found(rows.select_related("organisation").select_for_update(of=("self",)).filter(uid=uid).first())


def object_pool_to_change(uid: UUID, *, by: Actor) -> ObjectPool:
    """One library of objects that the caller may change, locked. Raises PoolMissing, NotAllowed."""
    by.must("inspection.pools")
    rows = ObjectPool.objects.filter(within(by, "inspection.pools"), retired_at__isnull=True)
    return _found(rows.select_related("organisation").select_for_update(of=("self",)).filter(uid=uid).first())


def avoidances_visible_to(by: Actor, *, on: date) -> QuerySet[Avoidance]:
    """Avoidances that hold on a day: of entities inside the caller's scope, and the caller's own."""
    mine = Q(person__uid=by.uid) if by.uid else Q(pk__in=())
    scope = within_any(by, SEEN_BY, organisation="entity__organisation")
    rows = Avoidance.objects.filter(scope | mine if scope else Q())
    return rows.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def avoidance_to_change(uid: UUID, *, by: Actor, on: date) -> Avoidance:
    """One avoidance that holds and that the caller may end, locked. Raises AvoidanceMissing, NotAllowed."""
    by.must("inspection.pools")
    rows = avoidances_visible_to(by, on=on).filter(within(by, "inspection.pools", organisation="entity__organisation"))
    row = rows.select_for_update(of=("self",)).filter(uid=uid).first()
    if row is None:
        raise AvoidanceMissing("没有找到这条回避关系，可能已经结束。")
    return row


def _found(row: P | None) -> P:
    if row is None:
        raise PoolMissing("没有找到这个名录库，可能已停用或者不在您的管辖范围内。")
    return row
