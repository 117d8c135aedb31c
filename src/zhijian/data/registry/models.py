"""Tables of the register: entities with their history, licences, people, and the dossier's timeline."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhijian.data.registry.rules import EntityStatus, PersonRole


class Entity(models.Model):
    """One row is one entity (经营主体) as it stands now; coordinates are CGCS2000/WGS-84 degrees."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    uscc = models.CharField(max_length=18, blank=True)
    registration_number = models.CharField(max_length=15, blank=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60, blank=True)
    entity_type = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=2, choices=[(item.value, item.label) for item in EntityStatus], default="1")
    legal_person = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    street = models.CharField(max_length=60, blank=True)
    division = models.CharField(max_length=12, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    industry = models.CharField(max_length=8, blank=True)
    capital = models.DecimalField(max_digits=18, decimal_places=2, null=True, help_text="万元")
    established_on = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    supervision_classes = ArrayField(models.CharField(max_length=4), default=list)
    tags = ArrayField(models.CharField(max_length=20), default=list)
    credit_class = models.CharField(max_length=1, blank=True)
    risk_level = models.CharField(max_length=1, blank=True)
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    registered_by = models.CharField(max_length=60, blank=True, help_text="name of who put it into the register")
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=120, blank=True, help_text="who or what brought the present state")
    is_suspended = models.BooleanField(default=False, help_text="歇业 on record")
    match_key = models.CharField(max_length=16, blank=True, help_text="of name and address, see rules.match_key")

    audit_masked: ClassVar = ("phone",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="entity_uscc_once"),
            models.UniqueConstraint(
                fields=["registration_number"], condition=~Q(registration_number=""), name="entity_registration_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "name", "id"], name="entity_by_organisation"),
            models.Index(fields=["name", "id"], name="entity_by_name"),
            models.Index(fields=["match_key"], name="entity_by_match_key"),
        ]


class EntityVersion(models.Model):
    """One row is how an entity stood until a change: with the row of today, the basis of "as of a past day"."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    source = models.CharField(max_length=120)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()

    audit_masked: ClassVar = ("content",)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entity", "version"], name="entity_version_once")]


class Licence(models.Model):
    """One row is one licence, record or registration of an entity; ``valid_to`` is its last valid day.

    recorded_at, ended_at: when the platform came to know of it, and when another row took its place (a renewal).
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    number = models.CharField(max_length=64)
    scope = models.CharField(max_length=300, blank=True)
    issued_by = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    revoked_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    warned_days = models.PositiveSmallIntegerField(null=True, help_text="90, 60, 30 or 0: the last warning given")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "number"], condition=Q(ended_at__isnull=True), name="licence_number_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["entity"], name="licence_by_entity"),
            models.Index(fields=["number"], name="licence_by_number"),
            models.Index(
                fields=["valid_to", "id"],
                condition=Q(revoked_on__isnull=True, ended_at__isnull=True),
                name="licence_by_expiry",
            ),
        ]


class EntityPerson(models.Model):
    """One row is one person of an entity in one role; the identity number is sealed, its digest finds it."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=[(item.value, item.label) for item in PersonRole])
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    id_number_sealed = models.BinaryField(null=True)
    id_number_digest = models.CharField(max_length=64, blank=True)
    id_number_masked = models.CharField(max_length=32, blank=True)
    certificate_number = models.CharField(max_length=64, blank=True)
    certificate_valid_to = models.DateField(null=True)
    health_valid_to = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    audit_masked: ClassVar = ("phone", "id_number_sealed", "id_number_digest", "id_number_masked")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["entity", "role"], name="entity_person_by_entity"),
            models.Index(
                fields=["id_number_digest"], condition=~Q(id_number_digest=""), name="entity_person_by_digest"
            ),
        ]


class TimelineEntry(models.Model):
    """One row is one thing that happened to an entity, written by the capability where it happened.

    How it began is told by the entity itself (created_at, registered_by), not by a row here.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+", db_index=False)  # timeline_by_entity
    at = models.DateTimeField()
    source = models.UUIDField()
    kind = models.CharField(max_length=48, help_text="capability.fact, e.g. inspection.finished")
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=160, blank=True)
    by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "kind", "entity"], name="timeline_fact_once")
        ]
        indexes: ClassVar = [models.Index(fields=["entity", "-at", "-id"], name="timeline_by_entity")]


class StreetOffice(models.Model):
    """One row says which office looks after a street; imports find an entity's office by it."""

    street = models.CharField(max_length=60)
    organisation = models.ForeignKey("identity.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["street", "organisation"], name="street_office_once")]
