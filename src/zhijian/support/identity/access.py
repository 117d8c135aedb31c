"""The one place that decides which rows a person sees."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhijian.support.identity.models import Account, Organisation, Person, Post
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.types import Actor

NOTHING = Q(pk__in=())


def within(by: Actor, permission: str, *, organisation: str = "organisation", owners: Iterable[str] = ()) -> Q:
    """The condition that keeps a query inside the scope in which ``by`` holds ``permission``.

    organisation: look-up path from the row to its Organisation.  owners: look-up paths to person uids whose own
    rows are always seen.  Without the permission nothing matches.
    """
    scope = by.scope(permission)
    if scope is None:
        return NOTHING
    if scope is Scope.ALL:
        return Q()
    own = NOTHING
    for owner in owners:
        own |= Q(**{owner: by.uid})
    if scope is Scope.OWN:
        return own
    if scope is Scope.ORGANISATION:
        return own | Q(**{f"{organisation}__uid": by.organisation})
    return own | Q(**{f"{organisation}__path__under": by.organisation_path})


def reaches(by: Actor, permission: str, organisation: Organisation) -> bool:
    """Whether ``by`` holds ``permission`` for what belongs to an organisation: ``within`` for a row that is at hand."""
    scope = by.scope(permission)
    if scope is Scope.SUBTREE:
        return f"{organisation.path}.".startswith(f"{by.organisation_path}.")
    return scope is Scope.ALL or (scope is Scope.ORGANISATION and organisation.uid == by.organisation)


def person_of(by: Actor) -> Person | None:
    """The row of who acts, for tables that say who did it; None for the platform itself."""
    return Person.objects.filter(uid=by.uid).first() if by.uid else None


def among(by: Actor, permission: str, *, organisation: str = "organisation") -> Q:
    """The condition of ``within`` with the organisations themselves in it, which takes one small statement more.

    For tables so large that the database must know which organisations are meant to choose its way through them.
    """
    if by.scope(permission) is Scope.ALL:
        return Q()
    reached = organisations_in_charge_of(by, permission).values_list("pk", flat=True)
    return Q(**{f"{organisation}__in": list(reached)})


def organisations_visible_to(by: Actor) -> QuerySet[Organisation]:
    """Organisations inside the caller's scope."""
    scope = by.scope("identity.view")
    if scope is Scope.ALL:
        return Organisation.objects.all()
    if scope is None or not by.organisation_path:
        return Organisation.objects.none()
    return Organisation.objects.filter(path__under=by.organisation_path)


def people_visible_to(by: Actor) -> QuerySet[Person]:
    """People with a post, now or before, in an organisation inside the caller's scope."""
    if by.scope("identity.view") is Scope.ALL:
        return Person.objects.all()
    posts = Post.objects.filter(organisation__in=organisations_visible_to(by)).values("person")
    return Person.objects.filter(pk__in=posts)


def accounts_visible_to(by: Actor) -> QuerySet[Account]:
    """Accounts of people inside the caller's scope."""
    return Account.objects.filter(person__in=people_visible_to(by))


def people_in_charge_of(by: Actor, permission: str) -> QuerySet[Person]:
    """People whose present post, or last one when they have left, is in the scope of ``permission``.

    Who moved elsewhere is administered there; the former organisation still sees them, see people_visible_to.
    """
    own = Post.objects.filter(within(by, permission), person=OuterRef("pk"))
    present = Post.objects.filter(person=OuterRef("pk"), valid_to__isnull=True)
    return Person.objects.filter(Exists(own.filter(valid_to__isnull=True)) | (~Exists(present) & Exists(own)))


def organisations_in_charge_of(by: Actor, permission: str) -> QuerySet[Organisation]:
    """Organisations inside the scope of ``permission``."""
    scope = by.scope(permission)
    if scope is Scope.ALL:
        return Organisation.objects.all()
    if scope is Scope.ORGANISATION and by.organisation:
        return Organisation.objects.filter(uid=by.organisation)
    if scope is Scope.SUBTREE and by.organisation_path:
        return Organisation.objects.filter(path__under=by.organisation_path)
    return Organisation.objects.none()
