"""The one place that decides which rows a person sees."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from zhijian.support.identity.models import Account, Organisation, Person
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
    from zhijian.support.identity.models import Post

    posts = Post.objects.filter(organisation__in=organisations_visible_to(by)).values("person")
    return Person.objects.filter(pk__in=posts)


def accounts_visible_to(by: Actor) -> QuerySet[Account]:
    """Accounts of people inside the caller's scope."""
    return Account.objects.filter(person__in=people_visible_to(by))
