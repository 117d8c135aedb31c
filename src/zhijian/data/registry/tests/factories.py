"""The smallest valid entity for tests."""

from itertools import count
from uuid import UUID

from zhijian.data.registry import services
from zhijian.data.registry.types import EntityIn
from zhijian.kernel import clock
from zhijian.kernel.identifiers.uscc import make_uscc
from zhijian.support.identity.tests.factories import SYSTEM, make_organisation

_serial = count(1)


def make_entity(
    *, organisation: UUID | None = None, supervision_classes: tuple[str, ...] = ("CY",), **known: object
) -> UUID:
    """A registered entity with a valid code; ``known`` overrides fields of EntityIn."""
    serial = next(_serial)
    given = EntityIn(
        **{
            "name": f"清河测试餐饮店{serial}",
            "uscc": make_uscc("92990102", f"MA{serial:06d}"),
            "legal_person": "林测",
            "phone": "13000001234",
            "address": f"南湖区试验路{serial}号",
            "supervision_classes": supervision_classes,
            **known,
        }
    )
    return services.register_entity(
        given=given,
        organisation=organisation or make_organisation().uid,
        source="测试",
        by=SYSTEM,
        at=clock.now(),
    )
