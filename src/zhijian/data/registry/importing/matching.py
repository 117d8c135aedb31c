"""Which entity of the register a row is about, and which office looks after a new one."""

from collections.abc import Sequence

from django.db import connection

from zhijian.data.registry.importing.reading import Told, ValueInvalid
from zhijian.data.registry.models import Entity, Licence, StreetOffice
from zhijian.data.registry.services.bulk import NewLicence
from zhijian.support.identity import queries as identity
from zhijian.support.identity.access import reaches
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor


class Offices:
    """Which office looks after which street inside the importer's bureau, looked up once for a pass."""

    def __init__(self, *, by: Actor) -> None:
        assert by.organisation is not None  # exchange takes files from people with a post only
        organ = identity.organ_of(by.organisation)
        reaches_organ = f"{organ.path}.".startswith(f"{by.organisation_path}.")
        self.by = by
        self.home = Organisation.objects.get(uid=organ.uid if reaches_organ else by.organisation)
        streets = StreetOffice.objects.select_related("organisation").filter(organisation__path__under=organ.path)
        self._by_street: dict[str, list[Organisation]] = {}
        for row in streets.order_by("organisation__path"):
            self._by_street.setdefault(row.street, []).append(row.organisation)

    def of(self, street: str) -> Organisation:
        """The office of a street, the importer's own bureau where nobody was named. Raises ValueInvalid."""
        named = self._by_street.get(street, [])
        reached = [office for office in named if reaches(self.by, "registry.manage", office)]
        if len(reached) > 1:
            raise ValueInvalid("有几个市场监管所管辖同名街道，请先由一个所导入，或联系管理员。", field="street")
        if named and not reached:
            raise ValueInvalid("这个街道由其他机构管辖，您不能登记，请联系管辖机构。", field="street")
        return reached[0] if reached else self.home


def _found_by(column: str, *, also: str = "") -> str:
    """What one index knows of the texts asked for.

    OFFSET 0 keeps the planner from reading the whole table instead: of a table that the import itself is filling it
    has no statistics.
    """
    looked_up = f"SELECT id FROM registry_entity WHERE {column} = asked {also} OFFSET 0"  # noqa: S608 (constants)
    return f"SELECT found.id FROM string_to_table(%s, ',') asked, LATERAL ({looked_up}) found"  # noqa: S608 (constants)


_KNOWN = " UNION ".join(
    (
        _found_by("uscc", also="AND uscc <> ''"),
        _found_by("registration_number", also="AND registration_number <> ''"),
        _found_by("match_key"),
    )
)
"""What is not empty must be said, for the indexes leave out the empty ones."""


def _known_ids(codes: list[str], numbers: list[str], keys: list[str]) -> list[int]:
    """Ids of entities with one of these codes, 注册号 or match keys, which are letters and digits."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [",".join(codes), ",".join(numbers), ",".join(keys)])
        return [pk for (pk,) in cursor.fetchall()]


class Register:
    """What the register knows about a chunk of rows: read at once, not row by row."""

    def __init__(self, rows: Sequence[Told], *, by: Actor) -> None:
        codes = [row.known["uscc"] for row in rows if "uscc" in row.known]
        numbers = [row.known["registration_number"] for row in rows if "registration_number" in row.known]
        keys = [row.match_key for row in rows if row.match_key]
        ids = _known_ids(codes, numbers, keys)
        found = Entity.objects.filter(pk__in=ids).select_related("organisation").order_by("pk") if ids else ()
        self.by = by
        self.by_code = {entity.uscc: entity for entity in found if entity.uscc}
        self.by_number = {entity.registration_number: entity for entity in found if entity.registration_number}
        self.by_key: dict[str, list[Entity]] = {}
        for entity in found:
            if entity.match_key:
                self.by_key.setdefault(entity.match_key, []).append(entity)
        permits = [licence.number for row in rows for licence in row.licences]
        held = Licence.objects.filter(number__in=permits, ended_at__isnull=True) if permits else []
        self.licences = {(item.kind, item.number): item for item in held}

    def find(self, row: Told) -> Entity | None:
        """The entity a row is about: by code, by 注册号, by name and address; None for a new one.

        Raises ValueInvalid when several may be meant, or when it is not the importer's to change.
        """
        code, number = row.known.get("uscc"), row.known.get("registration_number")
        entity = self.by_code.get(code) if code else None
        if entity is None and number:
            entity = self.by_number.get(number)
        if entity is None:
            entity = self._alike(row, code, number)
        if entity and not reaches(self.by, "registry.manage", entity.organisation):
            raise ValueInvalid("这个主体由其他机构管辖，您不能改动，请联系管辖机构。", field="code")
        return entity

    def _alike(self, row: Told, code: str | None, number: str | None) -> Entity | None:
        """By name and address, unless another code tells them apart."""
        alike = [
            entity
            for entity in self.by_key.get(row.match_key, ())
            if not (code and entity.uscc) and not (number and entity.registration_number)
        ]
        if len(alike) > 1:
            raise ValueInvalid("名称和住所与几个在册主体相同，请补上统一社会信用代码。", field="code")
        return alike[0] if alike else None

    def fresh_licences(self, row: Told, entity: Entity | None) -> tuple[NewLicence, ...]:
        """Licences of a row that are new or renewed. Raises ValueInvalid for one of another entity."""
        fresh = []
        for licence in row.licences:
            known = self.licences.get((licence.kind, licence.number))
            if known is not None and (entity is None or known.entity_id != entity.pk):
                raise ValueInvalid(f"许可证编号 {licence.number} 已登记在另一个主体名下。", field="licences")
            if known is None or known.valid_to != licence.valid_to:
                fresh.append(licence)
        return tuple(fresh)
