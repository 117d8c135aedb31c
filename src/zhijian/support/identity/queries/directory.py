"""Questions about organisations, people, posts and certificates."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from zhijian.kernel.errors import NotFound
from zhijian.support.identity import access
from zhijian.support.identity.models import Account, Certificate, Organisation, Person, Post, Role, RoleGrant
from zhijian.support.identity.rules import OrganisationKind, Scope, is_certificate_valid, widest
from zhijian.support.identity.types import Actor, CertificateRecord, OfficerRecord, OrganisationRecord, Origin


def open_on(day: date) -> Q:
    """Half-open validity: from included, until excluded, open end None."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def to_organisation(row: Organisation) -> OrganisationRecord:
    """The record of a row."""
    return OrganisationRecord(
        uid=row.uid,
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        parent=row.parent.uid if row.parent else None,
        path=row.path,
        region_code=row.region_code,
        document_prefix=row.document_prefix,
    )


def organisations(*, by: Actor) -> list[OrganisationRecord]:
    """The tree inside the caller's scope, parents before children."""
    rows = access.organisations_visible_to(by).select_related("parent").order_by("path")
    return [to_organisation(row) for row in rows]


def organisation(uid: UUID) -> OrganisationRecord:
    """One organisation, for other parts (no scope: an organisation's name is no secret). Raises NotFound."""
    row = Organisation.objects.select_related("parent").filter(uid=uid).first()
    if row is None:
        raise NotFound("没有找到这个机构。")
    return to_organisation(row)


def organ_of(uid: UUID) -> OrganisationRecord:
    """The organ in whose name papers are issued: the nearest organisation upwards that has a 机关代字.

    Source: DOMAIN 0.4 (an office works, the organ signs). Raises NotFound.
    """
    own = organisation(uid)
    labels = own.path.split(".")
    paths = [".".join(labels[:length]) for length in range(len(labels), 0, -1)]
    rows = {row.path: row for row in Organisation.objects.select_related("parent").filter(path__in=paths)}
    for path in paths:
        if path in rows and rows[path].document_prefix:
            return to_organisation(rows[path])
    raise NotFound("这个机构及其上级都没有设置机关代字，请在机构设置中补上。")


def to_certificate(row: Certificate, on: date) -> CertificateRecord:
    """The record of a row, with whether it counts on a day."""
    return CertificateRecord(
        uid=row.uid,
        number=row.number,
        specialities=tuple(row.specialities),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_valid=is_certificate_valid(row.valid_from, row.valid_to, row.revoked_on, on),
        revoked_on=row.revoked_on,
    )


def certificates_of(people: Iterable[int], on: date) -> dict[int, CertificateRecord]:
    """For each person (primary key) the certificate that counts on a day, or the latest one."""
    found: dict[int, CertificateRecord] = {}
    for row in Certificate.objects.filter(person__in=list(people)).order_by("person", "valid_from", "pk"):
        record = to_certificate(row, on)
        if record.is_valid or row.person_id not in found or not found[row.person_id].is_valid:
            found[row.person_id] = record
    return found


def _to_officers(posts: Sequence[Post], on: date) -> list[OfficerRecord]:
    certificates = certificates_of((post.person_id for post in posts), on)
    roles: dict[int, list[str]] = {}
    grants = RoleGrant.objects.filter(open_on(on), post__in=posts).order_by("role__demo_order")
    for post_id, code in grants.values_list("post_id", "role__code"):
        roles.setdefault(post_id, []).append(code)
    usernames = dict(
        Account.objects.filter(person__in=[post.person_id for post in posts]).values_list("person_id", "username")
    )
    return [
        OfficerRecord(
            uid=post.person.uid,
            name=post.person.name,
            title=post.title,
            phone=post.person.phone,
            organisation=post.organisation.uid,
            organisation_name=post.organisation.short_name,
            is_group_leader=post.is_group_leader,
            certificate=certificates.get(post.person_id),
            roles=tuple(roles.get(post.pk, ())),
            username=usernames.get(post.person_id),
        )
        for post in posts
    ]


def _open_posts(on: date) -> QuerySet[Post]:
    return (
        Post.objects.filter(open_on(on), person__is_active=True)
        .select_related("person", "organisation")
        .order_by("organisation__path", "person__name", "pk")
    )


def officers(
    *, by: Actor, on: date, organisation: UUID | None = None, certified_only: bool = False
) -> list[OfficerRecord]:
    """People at work in the caller's scope on a day, with their certificates; by organisation, then name."""
    posts = _open_posts(on).filter(organisation__in=access.organisations_visible_to(by))
    if organisation is not None:
        root = Organisation.objects.filter(uid=organisation).values_list("path", flat=True).first()
        posts = posts.filter(organisation__path__under=root) if root else posts.none()
    found = _to_officers(list(posts), on)
    return [item for item in found if item.certificate and item.certificate.is_valid] if certified_only else found


def officers_by_uid(uids: Iterable[UUID], *, on: date) -> dict[UUID, OfficerRecord]:
    """Named people with their main post on a day, for other parts; people without a post then are left out."""
    posts = _open_posts(on).filter(person__uid__in=list(uids)).order_by("person", "-is_main", "pk")
    first: dict[int, Post] = {}
    for post in posts:
        first.setdefault(post.person_id, post)
    return {item.uid: item for item in _to_officers(list(first.values()), on)}


def unseen(people: Collection[UUID], *, by: Actor) -> list[UUID]:
    """Those of the people whom the caller does not see, because they are elsewhere or nobody."""
    seen = set(access.people_visible_to(by).filter(uid__in=list(people)).values_list("uid", flat=True))
    return [uid for uid in people if uid not in seen]


def reach_of(path: str, kind: str) -> str:
    """Root of the subtree that a post reaches: a department (内设机构) works for the whole organ above it."""
    return path.rpartition(".")[0] or path if kind == OrganisationKind.DEPARTMENT else path


def holders(permission: str, *, organisation: UUID, on: date) -> list[UUID]:
    """People who hold a permission for rows of this organisation: in it with at least its scope, or above it."""
    path = Organisation.objects.filter(uid=organisation).values_list("path", flat=True).first()
    if path is None:
        return []
    found: list[UUID] = []
    grants = RoleGrant.objects.filter(
        open_on(on), role__permissions__has_key=permission, post__person__is_active=True
    ).filter(Q(post__valid_to__isnull=True) | Q(post__valid_to__gt=on))
    rows = grants.values_list(
        "post__person__uid",
        "post__organisation__path",
        "post__organisation__kind",
        f"role__permissions__{permission}",
    ).order_by("post__person__name", "pk")
    for person, own_path, kind, scope in rows:
        held_path = reach_of(own_path, kind)
        inside = path == held_path or path.startswith(f"{held_path}.")
        if scope == Scope.ALL or (scope == Scope.SUBTREE and inside) or path == own_path:
            found.append(person)
    return list(dict.fromkeys(found))


def actor_of(account: Account, *, on: date, origin: Origin) -> Actor:
    """The Actor an account acts as on a day: its main open post, all roles of that post."""
    post = (
        Post.objects.filter(open_on(on), person=account.person_id)
        .select_related("organisation")
        .order_by("-is_main", "-valid_from", "pk")
        .first()
    )
    scopes: dict[str, list[Scope]] = {}
    codes: list[str] = []
    if post is not None:
        grants = RoleGrant.objects.filter(open_on(on), post=post).select_related("role").order_by("pk")
        for grant in grants:
            codes.append(grant.role.code)
            for name, scope in grant.role.permissions.items():
                scopes.setdefault(name, []).append(Scope(scope))
    return Actor(
        uid=account.person.uid,
        name=account.person.name,
        account=account.uid,
        post=post.uid if post else None,
        organisation=post.organisation.uid if post else None,
        organisation_name=post.organisation.name if post else "",
        organisation_path=reach_of(post.organisation.path, post.organisation.kind) if post else "",
        scopes={name: widest(held) for name, held in scopes.items()},
        roles=tuple(codes),
        origin=origin,
    )


def actor_of_person(person: UUID, *, on: date, origin: Origin) -> Actor:
    """The Actor of a person's account. Raises NotFound when the person has none."""
    account = Account.objects.select_related("person").filter(person__uid=person, is_active=True).first()
    if account is None:
        raise NotFound("没有找到这个人的账号。")
    return actor_of(account, on=on, origin=origin)


def role_names() -> dict[str, str]:
    """Chinese names of all roles by code, in the order they are shown."""
    return dict(Role.objects.order_by("demo_order", F("code")).values_list("code", "name"))


@dataclass(frozen=True, kw_only=True)
class AccountBrief:
    """Name of an account and the title of its person's main post."""

    username: str
    title: str | None


def account_of(by: Actor) -> AccountBrief:
    """The caller's account. Raises NotFound for the system."""
    account = Account.objects.filter(uid=by.account).first() if by.account else None
    if account is None:
        raise NotFound("系统任务没有账号。")
    title = Post.objects.filter(uid=by.post).values_list("title", flat=True).first() if by.post else None
    return AccountBrief(username=account.username, title=title)


def top_organ_name() -> str | None:
    """Name of the topmost organisation that issues papers in its own name."""
    row = Organisation.objects.exclude(document_prefix="").order_by("path").first()
    return row.name if row else None


def _typical_holders(on: date) -> dict[str, RoleGrant]:
    """By role, the grant of the person who stands for it: first among those for whom it is the rarest of their roles.

    So an inspector's card shows an officer who only inspects, not a chief who inspects as well.
    """
    grants = list(
        RoleGrant.objects.filter(
            open_on(on), post__person__is_active=True, post__person__in=Account.objects.values("person")
        )
        .select_related("role", "post__person")
        .order_by("pk")
    )
    holders = Counter(grant.role.code for grant in grants)
    rarest: dict[int, int] = {}
    for grant in grants:
        person = grant.post.person.pk
        rarest[person] = min(holders[grant.role.code], rarest.get(person, len(grants)))
    found: dict[str, RoleGrant] = {}
    for grant in sorted(grants, key=lambda one: (holders[one.role.code] > rarest[one.post.person.pk], one.pk)):
        found.setdefault(grant.role.code, grant)
    return found


def typical_holders(*, on: date) -> list[tuple[str, str, str]]:
    """(role code, role name, person's name) of each role that somebody with an account holds, in the roles' order."""
    found = _typical_holders(on)
    roles = Role.objects.filter(code__in=found).order_by("demo_order", "code").values_list("code", "name")
    return [(code, name, found[code].post.person.name) for code, name in roles]


def account_of_role(role: str, *, on: date) -> Account:
    """The account behind a role card. Raises NotFound."""
    grant = _typical_holders(on).get(role)
    if grant is None:
        raise NotFound("没有这个演示角色。")
    return Account.objects.select_related("person").get(person=grant.post.person)


def people_by_employee_number() -> dict[str, UUID]:
    """All people that have an employee number, by it (set-up and imports)."""
    return dict(Person.objects.exclude(employee_number="").values_list("employee_number", "uid"))
