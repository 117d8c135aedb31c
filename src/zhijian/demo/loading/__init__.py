"""Loads the made-up world through the services, so that audit, numbers and documents are real."""

from datetime import datetime

from zhijian.business.inspection.models import Draw, Inspection
from zhijian.data.registry.models import Entity
from zhijian.data.registry.services import warn_of_expiring
from zhijian.demo.loading.deeds import replay_history
from zhijian.demo.loading.draws import load_draw
from zhijian.demo.loading.large_register import import_register
from zhijian.demo.loading.progress import Tell, silent
from zhijian.demo.loading.register import assign_streets, load_register
from zhijian.demo.loading.staff import load_staff, loaded_on
from zhijian.demo.world.scale import Scale
from zhijian.demo.world.world import World, make_world
from zhijian.kernel.clock import business_date
from zhijian.support.identity.types import Actor

MONTHS = 6


def load(*, scale: str, seed: int, register: int | None, by: Actor, at: datetime, tell: Tell = silent) -> str:
    """Load staff, register and half a year of history of a world seen from today; gives a sentence on what is there.

    A load that was cut goes on where it stopped, seen from the day on which it began; one that ended changes nothing.
    register: only so many entities, imported from a file as a user would, without history. Raises OtherRegister.
    """
    world = _world(Scale(scale), seed, register, at=at)
    staff = load_staff(world, by=by, at=at)
    if register is not None:
        assign_streets(world, by=by, at=at)
        entities = import_register(world, at=at)
        warn_of_expiring(by=by, at=at)
        return f"演示数据已就绪：{len(staff)} 名人员，{entities} 户主体。"
    if not Draw.objects.exists():  # the last of the stages, made as a whole
        load_register(world, by=by, at=at, tell=tell)
        replay_history(world, months=MONTHS, by=by, tell=tell)
        load_draw(world, by=by, at=at)
        warn_of_expiring(by=by, at=at)
    entities, records = Entity.objects.count(), Inspection.objects.count()
    return f"演示数据已就绪：{len(staff)} 名人员，{entities} 户主体，{records} 份检查记录。"


def _world(scale: Scale, seed: int, register: int | None, *, at: datetime) -> World:
    """The world as it is seen from the day on which its people were loaded, from today when they were not yet."""
    today = business_date(at)
    world = make_world(scale, seed, register, as_of=today)
    begun = loaded_on(world)
    return world if begun in (None, today) else make_world(scale, seed, register, as_of=begun)
