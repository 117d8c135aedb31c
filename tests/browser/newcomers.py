"""An officer whom no other test sends anywhere: with a post, a certificate, a role and an account of their own."""

import os
from dataclasses import dataclass

from .calls import PASSWORD, Caller, today

INITIAL = "Chu-Shi-Mima-2026-x"


@dataclass(frozen=True)
class Newcomer:
    """Where this officer is found, and how they sign in."""

    uid: str
    name: str
    username: str
    certificate: str


def newcomer(url: str, office: str, *, surname: str = "邹") -> Newcomer:
    """A new officer of the office whose name begins so, ready to inspect caterers."""
    mark = os.urandom(4).hex()
    name, username, number = f"{surname}{_hanzi(mark)}", f"n{mark}", f"5701N{mark.upper()}"
    system, security = Caller(url, role="system_admin"), Caller(url, role="security_admin")
    place = next(one for one in system.get("/api/v1/identity/organisations") if one["name"].startswith(office))
    person = {"name": name, "organisation": place["uid"], "title": "科员", "phone": "13800007777"}
    uid = system.post("/api/v1/identity/staff", person)["uid"]
    certificate = {"number": number, "specialities": ["CY"], "valid_from": today(-30), "valid_to": today(365)}
    system.post(f"/api/v1/identity/staff/{uid}/certificates", certificate)
    system.post(f"/api/v1/identity/staff/{uid}/account", {"username": username, "password": INITIAL})
    security.post(f"/api/v1/identity/staff/{uid}/roles", {"role": "inspector"})
    own = Caller(url)
    own.post("/api/v1/identity/sign-in", {"username": username, "password": INITIAL})
    own.post("/api/v1/identity/password", {"old": INITIAL, "new": PASSWORD})
    return Newcomer(uid=uid, name=name, username=username, certificate=number)


def _hanzi(mark: str) -> str:
    """Two characters for eight hexadecimal digits, so that names differ."""
    return "".join(chr(0x4E00 + int(mark[place : place + 4], 16) % 0x2000) for place in (0, 4))
