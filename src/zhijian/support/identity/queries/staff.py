"""Questions about staff as it is administered: who works where, with which roles and certificates."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from zhijian.kernel.errors import NotFound
from zhijian.kernel.http import cut_page, decode_cursor
from zhijian.support.identity import access
from zhijian.support.identity.models import Account, Certificate, Organisation, Person, Post, Role, RoleGrant
from zhijian.support.identity.permissions import DECLARED
from zhijian.support.identity.queries.directory import certificates_of, open_on, to_certificate
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.types import Actor, GrantRecord, PostRecord, RoleRecord, StaffDetail, StaffRecord


class PersonMissing(NotFound):
    """No such person in the caller's scope."""

    code = "identity.person_missing"


def roles() -> list[RoleRecord]:
    """All roles with their rights in words."""
    return [
        RoleRecord(
            code=row.code,
            name=row.name,
            permissions=tuple(
                (name, DECLARED[name].label, Scope(scope).label)
                for name, scope in sorted(row.permissions.items())
                if name in DECLARED
            ),
        )
        for row in Role.objects.order_by("demo_order", "code")
    ]


def staff(
    *,
    by: Actor,
    on: date,
    organisation: UUID | None = None,
    text: str = "",
    left: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[StaffRecord], str | None]:
    """People inside the caller's scope by name, and the mark of the next page.

    organisation: it and everything below it.  text: part of the name, the employee number or a certificate's number.
    left: those who left instead of those at work.
    """
    posts = Post.objects.filter(organisation__in=access.organisations_visible_to(by))
    if not left:
        posts = posts.filter(open_on(on))
    if organisation is not None:
        root = Organisation.objects.filter(uid=organisation).values_list("path", flat=True).first()
        posts = posts.filter(organisation__path__under=root) if root else posts.none()
    people = Person.objects.filter(pk__in=posts.values("person"), is_active=not left)
    if text:
        certified = Certificate.objects.filter(number__icontains=text).values("person")
        people = people.filter(Q(name__icontains=text) | Q(employee_number__icontains=text) | Q(pk__in=certified))
    mark = decode_cursor(after, str, int)
    if mark:
        people = people.filter(Q(name__gt=mark[0]) | Q(name=mark[0], pk__gt=mark[1]))
    page, following = cut_page(
        list(people.order_by("name", "pk")[: limit + 1]), limit, lambda row: (row.name, str(row.pk))
    )
    return _to_staff(page, on=on, by=by), following


def staff_detail(person: UUID, *, by: Actor, on: date) -> StaffDetail:
    """One person with the whole history. Raises PersonMissing."""
    row = access.people_visible_to(by).filter(uid=person).first()
    if row is None:
        raise PersonMissing("没有找到这个人。")
    (brief,) = _to_staff([row], on=on, by=by)
    posts = Post.objects.filter(person=row).select_related("organisation").order_by("-valid_from", "-pk")
    grants = RoleGrant.objects.filter(post__person=row).select_related("role").order_by("-valid_from", "-pk")
    certificates = Certificate.objects.filter(person=row).order_by("-valid_from", "-pk")
    return StaffDetail(
        **{name: getattr(brief, name) for name in StaffRecord.__dataclass_fields__},
        posts=tuple(
            PostRecord(
                organisation_name=post.organisation.name,
                title=post.title,
                valid_from=post.valid_from,
                valid_to=post.valid_to,
            )
            for post in posts
        ),
        grants=tuple(
            GrantRecord(
                role=grant.role.code,
                role_name=grant.role.name,
                valid_from=grant.valid_from,
                valid_to=grant.valid_to,
            )
            for grant in grants
        ),
        certificates=tuple(to_certificate(certificate, on) for certificate in certificates),
        may=tuple(act for act, right in _ACTS if _in_charge(row, by, right)),
    )


_ACTS = (("change", "identity.manage"), ("grant", "identity.grant"))


def _in_charge(row: Person, by: Actor, permission: str) -> bool:
    return by.may(permission) and access.people_in_charge_of(by, permission).filter(pk=row.pk).exists()


def _last_posts(people: Iterable[Person]) -> dict[int, Post]:
    """The present main post of each person, or the one that ended last."""
    posts = Post.objects.filter(person__in=list(people)).select_related("organisation")
    found: dict[int, Post] = {}
    for post in posts.order_by("person", "-valid_from", "-is_main", "-pk"):
        known = found.get(post.person_id)
        if known is None or (post.valid_to is None and known.valid_to is not None):
            found[post.person_id] = post
    return found


def _roles_on(people: Iterable[Person], on: date) -> dict[int, list[tuple[str, str]]]:
    grants = RoleGrant.objects.filter(open_on(on), post__person__in=list(people)).order_by("role__demo_order", "pk")
    found: dict[int, list[tuple[str, str]]] = {}
    for person, code, name in grants.values_list("post__person_id", "role__code", "role__name"):
        found.setdefault(person, []).append((code, name))
    return found


def _to_staff(people: Sequence[Person], *, on: date, by: Actor) -> list[StaffRecord]:
    posts, held = _last_posts(people), _roles_on(people, on)
    certificates = certificates_of((row.pk for row in people), on)
    usernames = dict(Account.objects.filter(person__in=people).values_list("person_id", "username"))
    shows_phones = by.may("identity.manage")
    return [
        StaffRecord(
            uid=row.uid,
            name=row.name,
            employee_number=row.employee_number,
            phone=row.phone if shows_phones else _masked(row.phone),
            title=posts[row.pk].title,
            organisation=posts[row.pk].organisation.uid,
            organisation_name=posts[row.pk].organisation.short_name,
            is_group_leader=posts[row.pk].is_group_leader,
            is_active=row.is_active,
            roles=tuple(code for code, _ in held.get(row.pk, ())),
            role_names=tuple(name for _, name in held.get(row.pk, ())),
            username=usernames.get(row.pk),
            certificate=certificates.get(row.pk),
        )
        for row in people
    ]


def _masked(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)
