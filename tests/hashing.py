"""Passwords cost a test nothing: Argon2 with the least it takes, in this process only.

tests/accounts/test_passwords.py holds the product to its parameters, and the live servers have them.
"""

from argon2 import PasswordHasher

from kimhub.accounts import passwords

REAL = passwords.HASHER
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def make_cheap() -> None:
    use(_CHEAP)


def use(hasher: PasswordHasher) -> None:
    """Hash with this one from now on."""
    passwords.HASHER = hasher  # type: ignore[misc]
    passwords.DUMMY = hasher.hash("tidak ada akun seperti ini")  # type: ignore[misc]
