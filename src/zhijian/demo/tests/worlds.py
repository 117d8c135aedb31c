"""Small worlds for the tests, and their fingerprints."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from zhijian.demo.world.acts import FormItem, FormOutline
from zhijian.demo.world.scale import Scale
from zhijian.demo.world.world import World, make_world

AS_OF = date(2026, 11, 23)


def district(seed: int = 7, as_of: date = AS_OF) -> World:
    return make_world(Scale.DISTRICT, seed, as_of=as_of)


def province(seed: int = 7) -> World:
    return make_world(Scale.PROVINCE, seed, as_of=AS_OF)


def form(supervision_class: str, items: int = 20) -> FormOutline:
    """A form whose every fourth item is a key item and every fifth may be absent."""
    outline = tuple(FormItem(f"{supervision_class}{n}", n % 4 == 0, n % 5 == 2) for n in range(items))
    return FormOutline(f"{supervision_class}-RC", supervision_class, outline)


FORMS = tuple(form(name) for name in ("CY", "XS", "SC", "YP", "QX", "TS"))


def fingerprint(values: Iterable[object]) -> str:
    digest = sha256()
    for value in values:
        digest.update(repr(value).encode())
    return digest.hexdigest()
