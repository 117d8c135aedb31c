"""Loads the made-up world through the services, so that audit, numbers and documents are real."""

from datetime import datetime

from zhijian.data.registry.services import warn_of_expiring
from zhijian.demo.loading.deeds import replay_history
from zhijian.demo.loading.draws import load_draw
from zhijian.demo.loading.large_register import import_register
from zhijian.demo.loading.register import assign_streets, load_register
from zhijian.demo.loading.staff import load_staff
from zhijian.demo.world.scale import Scale
from zhijian.demo.world.world import make_world
from zhijian.kernel.clock import business_date
from zhijian.support.identity.types import Actor

MONTHS = 6


def load(*, scale: str, seed: int, register: int | None, by: Actor, at: datetime) -> str:
    """Load staff, register and half a year of history of a world seen from today; gives a sentence on what is there.

    Each stage looks whether it was loaded before, so that a load that was cut goes on where it stopped.
    register: only so many entities, imported from a file as a user would, without history.
    """
    world = make_world(Scale(scale), seed, register, as_of=business_date(at))
    staff = load_staff(world, by=by, at=at, months=MONTHS)
    if register is not None:
        assign_streets(world, by=by, at=at)
        entities = import_register(world, at=at)
        warn_of_expiring(by=by, at=at)
        return f"演示数据已就绪：{len(staff)} 名人员，{entities} 户主体。"
    entities = load_register(world, by=by, at=at)
    deeds = replay_history(world, months=MONTHS, by=by)
    load_draw(world, by=by, at=at)
    warn_of_expiring(by=by, at=at)
    return f"演示数据已就绪：{len(staff)} 名人员，{entities} 户主体，{deeds} 件监管历史。"
