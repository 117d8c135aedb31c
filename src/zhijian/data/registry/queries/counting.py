"""How many entities there are, from the same rows that the list shows."""

from datetime import date, timedelta

from django.db.models import Count, Q

from zhijian.data.registry import access
from zhijian.data.registry.rules import CreditClass, EntityStatus, Expiry, RiskLevel, SupervisionClass
from zhijian.data.registry.types import RegisterCounts
from zhijian.support.identity.types import Actor


def counts(*, by: Actor, today: date) -> RegisterCounts:
    """Counts by status, class, risk and credit, and of licences by how near their end is."""
    asked = {f"status_{item.value}": Q(status=item.value) for item in EntityStatus}
    asked |= {f"class_{item.value}": Q(supervision_classes__contains=[item.value]) for item in SupervisionClass}
    asked |= {f"risk_{item.value}": Q(risk_level=item.value) for item in RiskLevel}
    asked |= {f"credit_{item.value}": Q(credit_class=item.value) for item in CreditClass}
    found = access.visible_to(by).aggregate(
        total=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in asked.items()}
    )
    return RegisterCounts(
        total=found["total"],
        by_status=_part(found, "status"),
        by_class=_part(found, "class"),
        by_risk=_part(found, "risk"),
        by_credit=_part(found, "credit"),
        expiring=_expiring(by, today),
    )


def _part(found: dict[str, int], name: str) -> dict[str, int]:
    return {key.removeprefix(f"{name}_"): count for key, count in found.items() if key.startswith(f"{name}_")}


def _expiring(by: Actor, today: date) -> dict[str, int]:
    """Licences by level; each stands under its nearest level only."""
    edges = {Expiry.WITHIN_30: (0, 30), Expiry.WITHIN_60: (31, 60), Expiry.WITHIN_90: (61, 90)}
    asked = {
        level.value: Q(valid_to__gte=today + timedelta(days=first), valid_to__lte=today + timedelta(days=last))
        for level, (first, last) in edges.items()
    }
    asked[Expiry.EXPIRED.value] = Q(valid_to__lt=today)
    rows = access.licences_visible_to(by).filter(ended_at__isnull=True, revoked_on__isnull=True)
    return dict(rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in asked.items()}))
