"""One seed, one world: everything in it is made when asked for and is the same each time it is asked for."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from zhijian.demo.world import equipment as pieces
from zhijian.demo.world import licences, organisation
from zhijian.demo.world.dice import Dice
from zhijian.demo.world.entity import Entity
from zhijian.demo.world.equipment import Equipment
from zhijian.demo.world.hygiene import Hygiene
from zhijian.demo.world.licences import Licence
from zhijian.demo.world.maker import EntityMaker
from zhijian.demo.world.organisation import Duty, Officer, Organisation
from zhijian.demo.world.people import PeopleMaker, Person
from zhijian.demo.world.places import County
from zhijian.demo.world.scale import SIZES, Band, Scale, Sizes


class World:
    """A made-up district, county or province, seen from the day ``as_of``."""

    def __init__(self, scale: Scale, seed: int, *, register: int, as_of: date) -> None:
        self.scale = scale
        self.seed = seed
        self.as_of = as_of
        self.sizes: Sizes = SIZES[scale]
        self.register = register
        self.hygiene = Hygiene(seed)
        self._maker = EntityMaker(self.sizes, seed=seed, register=register, as_of=as_of)
        self._people = PeopleMaker(seed, as_of)
        self._licence_dice = Dice(seed, "licence")
        self._equipment_dice = Dice(seed, "equipment")

    @property
    def total(self) -> int:
        """How many entities there are, with those that left in the last ten years."""
        return self._maker.total

    @property
    def counties(self) -> tuple[County, ...]:
        """The divisions of the world, with their streets."""
        return self._maker.counties

    def entity(self, index: int) -> Entity:
        """The entity at ``index``; IndexError outside 0 <= index < total."""
        if not 0 <= index < self.total:
            raise IndexError(f"no entity {index} in a world of {self.total}")
        return self._maker.make(index)

    def entities(self, start: int = 0, stop: int | None = None) -> Iterator[Entity]:
        """Entities of the register (all that exist today) from ``start`` to ``stop``, by index."""
        return map(self._maker.make, range(start, self.register if stop is None else min(stop, self.register)))

    def exits(self) -> Iterator[Entity]:
        """Entities that left in the last ten years, by index."""
        return map(self._maker.make, range(self.register, self.total))

    def key_entities(self) -> Iterator[Entity]:
        """The entities under key supervision: large caterers first, then by band."""
        return (self._maker.make(self.index_of_rank(rank)) for rank in range(self.sizes.key))

    def entities_of(self, band: Band) -> Iterator[Entity]:
        """The entities of one band that exist today."""
        return (self._maker.make(self.index_of_rank(rank)) for rank in self.ranks_of(band))

    def ranks_of(self, band: Band) -> range:
        """Ranks of a band: each entity has one, and those of a band are side by side."""
        return self._maker.ranks_of(band)

    def index_of_rank(self, rank: int) -> int:
        """The entity at a rank."""
        return self._maker.index_of_rank(rank)

    def licences(self, entity: Entity) -> tuple[Licence, ...]:
        """Permits of an entity that exists; none for one that left."""
        if entity.left_on is not None:
            return ()
        rank = self._maker.rank_of(entity.number)
        return licences.licences_of(entity, rank=rank, dice=self._licence_dice, as_of=self.as_of)

    def people(self, entity: Entity) -> tuple[Person, ...]:
        """People of an entity, the legal person (or operator) first."""
        return self._people.of(entity)

    def equipment(self, numbers: range | None = None) -> Iterator[Equipment]:
        """Special equipment by number, 0 <= number < sizes.equipment; all of it when None."""
        return map(self._piece, range(self.sizes.equipment) if numbers is None else numbers)

    def equipment_of(self, entity: Entity) -> tuple[Equipment, ...]:
        """The equipment of one entity; empty unless its band is EQUIPMENT and it exists."""
        if entity.band is not Band.EQUIPMENT or entity.left_on is not None:
            return ()
        owners = self.ranks_of(Band.EQUIPMENT)
        place = self._maker.rank_of(entity.number) - owners.start
        return tuple(self._piece(number) for number in range(place, self.sizes.equipment, len(owners)))

    def _piece(self, number: int) -> Equipment:
        owners = self.ranks_of(Band.EQUIPMENT)
        owner = self.index_of_rank(owners[number % len(owners)])
        return pieces.equipment(number, owner=owner, dice=self._equipment_dice, as_of=self.as_of)

    def organisations(self) -> Iterator[Organisation]:
        """Bureaus, departments and offices; parents before children."""
        for county in self.counties:
            yield from organisation.organisations(county, self.sizes)

    def officers(self) -> Iterator[Officer]:
        """Everybody who works in the bureaus, by number; those with a certificate may enforce."""
        for place, county in enumerate(self.counties):
            yield from organisation.officers(county, place, self.sizes, seed=self.seed)

    def officers_with(self, duty: Duty) -> tuple[Officer, ...]:
        """Officers who have a duty, by number."""
        return tuple(officer for officer in self._staff if duty in officer.duties)

    def office_officers(self, street_code: str) -> tuple[Officer, ...]:
        """Certified officers of the office that looks after a street, by number."""
        return self._by_organisation[self._office_of_street[street_code]]

    def department_head(self, county_code: str, department: str) -> Officer:
        """The first certified officer of a department (K01, K02 ...) of a county's bureau."""
        return self._by_organisation[f"{county_code}00{department}"][0]

    def strictness(self, officer: int) -> float:
        """Log-odds by which an officer finds more than the average one; truth, not for the platform."""
        return organisation.strictness(officer, seed=self.seed)

    @cached_property
    def _staff(self) -> tuple[Officer, ...]:
        return tuple(self.officers())

    @cached_property
    def _by_organisation(self) -> dict[str, tuple[Officer, ...]]:
        table: dict[str, tuple[Officer, ...]] = {}
        for officer in self._staff:
            if officer.may_enforce:
                table[officer.organisation] = (*table.get(officer.organisation, ()), officer)
        return table

    @cached_property
    def _office_of_street(self) -> dict[str, str]:
        return {street: office.code for office in self.organisations() for street in office.streets}


def make_world(scale: Scale, seed: int, register: int | None = None, *, as_of: date) -> World:
    """The world of a seed, at a scale, seen from a day.

    register: how many entities exist today, instead of the scale's own number; ValueError when fewer than its bands
    hold.  All days in the world are told from ``as_of``; names, codes and places do not depend on it.
    """
    return World(scale, seed, register=SIZES[scale].register if register is None else register, as_of=as_of)
