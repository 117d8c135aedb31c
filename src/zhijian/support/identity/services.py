"""What can be done to organisations, people, posts, roles and certificates."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict, Invalid, NotFound
from zhijian.support.identity import access
from zhijian.support.identity.models import Account, Certificate, Organisation, Person, Post, Role, RoleGrant
from zhijian.support.identity.permissions import DECLARED
from zhijian.support.identity.queries import open_on, to_organisation
from zhijian.support.identity.queries.staff import PersonMissing
from zhijian.support.identity.rules import OrganisationKind, Scope, forbidden_together
from zhijian.support.identity.types import Actor, OrganisationRecord


class OrganisationMissing(NotFound):
    """No such organisation."""

    code = "identity.organisation_missing"


class RolesExclude(Conflict):
    """Two roles may not meet in one person (三员分立)."""

    code = "identity.roles_exclude"


class NameTaken(Conflict):
    """A unique name or number is used already."""

    code = "identity.name_taken"


class PeriodInvalid(Invalid):
    """A certificate would end before it begins."""

    code = "identity.period_invalid"


class CertificateMissing(NotFound):
    """No such certificate of this person."""

    code = "identity.certificate_missing"


class RoleMissing(NotFound):
    """The person has no post to carry a role, or there is no such role."""

    code = "identity.role_missing"


class PersonLeft(Conflict):
    """Who has left can neither move nor leave again."""

    code = "identity.person_left"


class UnknownPermission(Invalid):
    """A role names a permission that no capability declares."""

    code = "identity.unknown_permission"


def _organisation(uid: UUID, by: Actor) -> Organisation:
    row = access.organisations_in_charge_of(by, "identity.manage").filter(uid=uid).first()
    if row is None:
        raise OrganisationMissing("没有找到这个机构。")
    return row


@transaction.atomic
def add_organisation(
    *,
    code: str,
    name: str,
    short_name: str,
    kind: OrganisationKind,
    parent: UUID | None,
    region_code: str = "",
    document_prefix: str = "",
    by: Actor,
    at: datetime,
) -> OrganisationRecord:
    """Add an organisation below ``parent``. Raises OrganisationMissing, NameTaken, NotAllowed."""
    by.must("identity.manage")
    if Organisation.objects.filter(code=code).exists():
        raise NameTaken(f"机构编码 {code} 已经使用。", field="code")
    above = _organisation(parent, by) if parent else None
    row = Organisation.objects.create(
        code=code,
        name=name,
        short_name=short_name,
        kind=kind,
        parent=above,
        path=f"{above.path}.{_label(code)}" if above else _label(code),
        region_code=region_code,
        document_prefix=document_prefix,
        valid_from=business_date(at),
    )
    return to_organisation(row)


def _label(code: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in code)


@transaction.atomic
def add_person(
    *,
    name: str,
    phone: str,
    organisation: UUID,
    title: str,
    employee_number: str = "",
    is_group_leader: bool = False,
    by: Actor,
    at: datetime,
) -> UUID:
    """Add a person with a main post; gives the person's uid. Raises OrganisationMissing, NameTaken, NotAllowed."""
    by.must("identity.manage")
    if employee_number and Person.objects.filter(employee_number=employee_number).exists():
        raise NameTaken(f"工号 {employee_number} 已经使用。", field="employee_number")
    person = Person.objects.create(name=name, phone=phone, employee_number=employee_number)
    Post.objects.create(
        person=person,
        organisation=_organisation(organisation, by),
        title=title,
        is_group_leader=is_group_leader,
        valid_from=business_date(at),
    )
    return person.uid


def _person(uid: UUID, by: Actor, permission: str = "identity.manage") -> Person:
    row = access.people_in_charge_of(by, permission).filter(uid=uid).select_for_update().first()
    if row is None:
        raise PersonMissing("没有找到这个人。")
    return row


def _at_work(person: Person) -> Person:
    if not person.is_active:
        raise PersonLeft(f"{person.name}已经离职。")
    return person


@transaction.atomic
def move_person(*, person: UUID, organisation: UUID, title: str, by: Actor, at: datetime) -> None:
    """End the person's main post today and open one elsewhere; roles end with the post, history stays.

    Raises PersonMissing, PersonLeft, OrganisationMissing, NotAllowed.
    """
    by.must("identity.manage")
    row, day = _at_work(_person(person, by)), business_date(at)
    _end_posts(row, day)
    Post.objects.create(person=row, organisation=_organisation(organisation, by), title=title, valid_from=day)


@transaction.atomic
def let_person_leave(*, person: UUID, by: Actor, at: datetime) -> None:
    """End all posts and grants, close the account; the person's past acts keep their name.

    Raises PersonMissing, PersonLeft, NotAllowed.
    """
    by.must("identity.manage")
    row = _at_work(_person(person, by))
    _end_posts(row, business_date(at))
    Account.objects.filter(person=row).update(is_active=False)
    Person.objects.filter(pk=row.pk).update(is_active=False)


def _end_posts(person: Person, day: date) -> None:
    for post in Post.objects.filter(person=person, valid_to__isnull=True):
        RoleGrant.objects.filter(post=post, valid_to__isnull=True).update(valid_to=day)
        if post.valid_from >= day:  # opened and ended on one day: keep one day of history
            Post.objects.filter(pk=post.pk).update(valid_from=date.fromordinal(day.toordinal() - 1))
        Post.objects.filter(pk=post.pk).update(valid_to=day)


@transaction.atomic
def certify(
    *,
    person: UUID,
    number: str,
    specialities: tuple[str, ...],
    valid_from: date,
    valid_to: date | None,
    by: Actor,
) -> None:
    """Record an enforcement certificate. Raises PersonMissing, PeriodInvalid, NameTaken, NotAllowed."""
    by.must("identity.manage")
    if valid_to is not None and valid_to < valid_from:
        raise PeriodInvalid("执法证的有效期止不能早于有效期起，请核对。", field="valid_to")
    if Certificate.objects.filter(number=number).exists():
        raise NameTaken(f"执法证号 {number} 已经登记。", field="number")
    Certificate.objects.create(
        person=_person(person, by),
        number=number,
        specialities=list(specialities),
        valid_from=valid_from,
        valid_to=valid_to,
    )


@transaction.atomic
def revoke_certificate(*, person: UUID, certificate: UUID, by: Actor, at: datetime) -> None:
    """A certificate no longer counts from today on; one revoked before stays as it was.

    Raises PersonMissing, CertificateMissing, NotAllowed.
    """
    by.must("identity.manage")
    row = Certificate.objects.select_for_update().filter(person=_person(person, by), uid=certificate).first()
    if row is None:
        raise CertificateMissing("这个人没有这本执法证。")
    if row.revoked_on is None:
        row.revoked_on = business_date(at)
        row.save(update_fields=["revoked_on"])


@transaction.atomic
def define_role(*, code: str, name: str, permissions: Mapping[str, str], order: int, by: Actor) -> None:
    """Make or replace a role. Raises UnknownPermission, NotAllowed."""
    by.must("identity.grant")
    unknown = sorted(set(permissions) - set(DECLARED))
    if unknown:
        raise UnknownPermission(f"角色“{name}”用了没有声明的权限：{'、'.join(unknown)}。", permissions=unknown)
    checked = {permission: Scope(scope).value for permission, scope in permissions.items()}
    Role.objects.update_or_create(code=code, defaults={"name": name, "permissions": checked, "demo_order": order})


@transaction.atomic
def grant_role(*, person: UUID, role: str, by: Actor, at: datetime) -> None:
    """Give a role to the person's main post. Raises PersonMissing, RolesExclude, RoleMissing, NotAllowed."""
    by.must("identity.grant")
    row, day = _person(person, by, "identity.grant"), business_date(at)
    post = Post.objects.filter(open_on(day), person=row).order_by("-is_main", "pk").first()
    found = Role.objects.filter(code=role).first()
    if post is None or found is None:
        raise RoleMissing("这个人没有在任岗位，或没有这个角色。")
    held = set(
        RoleGrant.objects.filter(open_on(day), post__person=row).values_list("role__code", flat=True)
    )  # over all posts: the separation holds for the human being, not for the post
    reason = forbidden_together(held | {role})
    if reason:
        raise RolesExclude(reason, roles=sorted(held | {role}))
    RoleGrant.objects.get_or_create(post=post, role=found, valid_to=None, defaults={"valid_from": day})


@transaction.atomic
def revoke_role(*, person: UUID, role: str, by: Actor, at: datetime) -> None:
    """Take a role away from today on. Raises PersonMissing, RoleMissing, NotAllowed."""
    by.must("identity.grant")
    row = _person(person, by, "identity.grant")
    held = RoleGrant.objects.filter(post__person=row, role__code=role, valid_to__isnull=True)
    if not held.update(valid_to=business_date(at)):
        raise RoleMissing("这个人现在没有这个角色。")
