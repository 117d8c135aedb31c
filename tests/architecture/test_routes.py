"""Every route demands a signed-in actor or stands on the short public list; nothing is served beside the contract."""

import re

import pytest
from ninja.operation import PathView

from authorisation.operations import operations

from .routes import patterns, public_operations

#: Addresses beside the interface: health, its own description, and the built web apps, which hold no data.
BESIDE = {
    "healthz": "whether web, database and worker live",
    "api/v1/openapi.json": "the description of the interface",
    "api/v1/": "the name of the interface, for building links",
    r"^(?P<app>m|h5)/(?P<path>(?:assets/|[^/]+\.[a-z0-9]+$).*)$": "built files of field app and public site",
    r"^(?P<path>assets/.+|[^/]+\.(?:svg|png|ico|json|webmanifest|txt|js))$": "built files of the console",
    r"^m(?:/.*)?$": "start page of the field app",
    r"^(?:h5|v|verify|public)(?:/.*)?$": "start page of the public site",
    r"^(?!api(?:/|$)).*$": "start page of the console",
}


@pytest.mark.req("S-AZ-01", "IAM-3")
def test_only_the_listed_operations_are_public_and_each_says_why() -> None:
    listed = public_operations()

    assert {one.name for one in operations() if one.is_public} == set(listed)
    assert all(len(reason) > 10 for reason in listed.values())


@pytest.mark.req("S-AZ-01")
def test_the_addresses_that_answer_are_those_of_the_contract_and_a_few_beside_it() -> None:
    described = {one.path.lstrip("/") for one in operations()}
    served = set()
    beside = set()
    for address, pattern in patterns():
        if isinstance(getattr(pattern.callback, "__self__", None), PathView) or address.startswith("api/v1/"):
            plain = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address)
            (served if plain in described else beside).add(plain if plain in described else address)
        else:
            beside.add(address)

    assert served == described
    assert beside <= set(BESIDE), beside - set(BESIDE)


def test_operations_are_named_by_camel_case_verbs_and_each_name_once() -> None:
    found = [one.name for one in operations()]

    assert len(found) == len(set(found))
    assert [name for name in found if not re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)*", name)] == []


READING = ("get", "list", "count", "view", "check", "download", "preview", "search", "scan", "export", "verify")


def test_operations_that_read_are_named_so() -> None:
    assert [one.name for one in operations() if one.method == "GET" and not one.name.startswith(READING)] == []
