"""What leaves the identity part: the Actor, and records of organisations, people and certificates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from uuid import UUID

from zhijian.kernel.errors import NotAllowed
from zhijian.support.identity.permissions import DECLARED
from zhijian.support.identity.rules import Scope


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where an act comes from."""

    channel: str = "system"
    address: str | None = None
    device: str = ""
    request: str | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: made once per request or job and passed as ``by``.

    uid: the person's; None for the system itself.  organisation: of the post they act in.
    organisation_path: root of the subtree that the post reaches (a department reaches all of its organ).
    scopes: for each permission held, the widest scope it reaches.
    """

    uid: UUID | None
    name: str
    account: UUID | None = None
    post: UUID | None = None
    organisation: UUID | None = None
    organisation_name: str = ""
    organisation_path: str = ""
    scopes: Mapping[str, Scope] = field(default_factory=lambda: MappingProxyType({}))
    roles: tuple[str, ...] = ()
    origin: Origin = field(default_factory=Origin)
    is_system: bool = False

    def may(self, permission: str) -> bool:
        """Whether the permission is held, for any scope."""
        return self.is_system or permission in self.scopes

    def must(self, permission: str) -> None:
        """Raise NotAllowed, naming the right that is missing, unless the permission is held."""
        if not self.may(permission):
            label = DECLARED[permission].label
            raise NotAllowed(
                f"您没有“{label}”的权限，如需办理请联系安全管理员授权。", permission=permission, label=label
            )

    def scope(self, permission: str) -> Scope | None:
        """The widest scope of a permission; None when it is not held."""
        return Scope.ALL if self.is_system else self.scopes.get(permission)


def system_actor(name: str, *, channel: str = "system") -> Actor:
    """The platform itself acting (jobs, set-up); it passes every check and is named in the audit trail."""
    return Actor(uid=None, name=name, origin=Origin(channel=channel), is_system=True)


@dataclass(frozen=True, kw_only=True)
class OrganisationRecord:
    """An organisation as others see it."""

    uid: UUID
    code: str
    name: str
    short_name: str
    kind: str
    parent: UUID | None
    path: str
    region_code: str
    document_prefix: str


@dataclass(frozen=True, kw_only=True)
class CertificateRecord:
    """An enforcement certificate; valid_to is its last valid day."""

    uid: UUID
    number: str
    specialities: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    is_valid: bool
    revoked_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class OfficerRecord:
    """A person at work: post, organisation and certificate on the day that was asked for."""

    uid: UUID
    name: str
    title: str
    phone: str
    organisation: UUID
    organisation_name: str
    is_group_leader: bool
    certificate: CertificateRecord | None
    roles: tuple[str, ...] = ()
    username: str | None = None


@dataclass(frozen=True, kw_only=True)
class RoleRecord:
    """A role with the rights it gives, each with the scope it reaches: ``(name, label, scope label)``."""

    code: str
    name: str
    permissions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class StaffRecord:
    """A person as administered: the last main post, the roles held today, the certificate that counts."""

    uid: UUID
    name: str
    employee_number: str
    phone: str
    title: str
    organisation: UUID
    organisation_name: str
    is_group_leader: bool
    is_active: bool
    roles: tuple[str, ...]
    role_names: tuple[str, ...]
    username: str | None
    certificate: CertificateRecord | None


@dataclass(frozen=True, kw_only=True)
class PostRecord:
    """A place that a person has or had; valid_to is the first day no longer in it."""

    organisation_name: str
    title: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class GrantRecord:
    """A role that a person has or had; valid_to is the first day without it."""

    role: str
    role_name: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class StaffDetail(StaffRecord):
    """A person with all posts, roles and certificates, the latest first; ``may``: change, grant."""

    posts: tuple[PostRecord, ...]
    grants: tuple[GrantRecord, ...]
    certificates: tuple[CertificateRecord, ...]
    may: tuple[str, ...]
