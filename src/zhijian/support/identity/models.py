"""Tables of organisations, people, posts, roles, certificates, accounts and sign-ins."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q

from zhijian.support.identity.ltree import LtreeField
from zhijian.support.identity.rules import OrganisationKind, Scope


def _choices(enum: type[OrganisationKind] | type[Scope]) -> list[tuple[str, str]]:
    return [(item.value, item.label) for item in enum]


class Organisation(models.Model):
    """One row is one organ, office or department; ``path`` places it in the tree."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=16, choices=_choices(OrganisationKind))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    path = LtreeField(unique=True)
    region_code = models.CharField(max_length=12, blank=True)
    document_prefix = models.CharField(max_length=20, blank=True, help_text="机关代字, e.g. 青南市监")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [GistIndex(fields=["path"], name="organisation_path")]
        ordering: ClassVar = ["path"]


class Person(models.Model):
    """One row is one human being who works for, or with, an organisation; it is never deleted."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    employee_number = models.CharField(max_length=32, blank=True)
    is_active = models.BooleanField(default=True)

    audit_masked: ClassVar = ("phone",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employee_number"], condition=~Q(employee_number=""), name="person_employee_number_once"
            )
        ]


class Post(models.Model):
    """One row is one person's place in one organisation for a time; a move ends it and opens another."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=40)
    is_main = models.BooleanField(default=True)
    is_group_leader = models.BooleanField(default=False, help_text="may lead an inspection group")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="post_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(valid_to__isnull=True), name="one_open_post_each"
            ),
        ]


class Role(models.Model):
    """One row is a named set of permissions, each with the scope it reaches: ``{"inspection.view": "subtree"}``."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    permissions = models.JSONField(default=dict)
    demo_order = models.PositiveSmallIntegerField(default=0)


class RoleGrant(models.Model):
    """One row gives a role to a post for a time."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "role"], condition=Q(valid_to__isnull=True), name="role_granted_once"
            )
        ]


class Certificate(models.Model):
    """One row is one enforcement certificate (执法证) of a person; ``valid_to`` is its last valid day."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=32, unique=True)
    specialities = ArrayField(models.CharField(max_length=16), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    revoked_on = models.DateField(null=True)


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their name, as Django's authentication asks."""


class Account(AbstractBaseUser):
    """One row is one person's way in; Django's superuser flag does not exist here."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    username = models.CharField(max_length=64, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)

    audit_masked: ClassVar = ("password",)

    USERNAME_FIELD = "username"
    objects = AccountManager()


class UsedPassword(models.Model):
    """One row is the hash of a password an account had, so that the last five are not used again."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    password = models.CharField(max_length=256)
    used_at = models.DateTimeField()

    audit_masked: ClassVar = ("password",)


class SignInAttempt(models.Model):
    """One row is one try to sign in, counted for the lockout."""

    username = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()
    succeeded = models.BooleanField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["username", "-at"], name="attempt_by_username")]


class Lock(models.Model):
    """One row closes an account name's password path for a while after too many failures."""

    username = models.CharField(max_length=64)
    locked_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["username", "-until"], name="lock_by_username")]


class SignedIn(models.Model):
    """One row is one session of an account: where it came from and when it ended."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    session_key = models.CharField(max_length=64, unique=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    audit_masked: ClassVar = ("session_key",)
