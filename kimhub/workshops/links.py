"""The personal link of a registration: for people without an account it is the way back to their place.

It follows from the key of the form by the installation's own secret, so that a form sent twice leads to
the same link, and the team can hand it out again; the table keeps only its hash.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from kimhub.settings import load


def secret_of(key: UUID) -> str:
    """What the link of the registration with this key carries: 192 bits, nothing to guess."""
    seal = hmac.digest(load().secret_key.encode(), f"ikut:{key}".encode(), "sha256")
    return urlsafe_b64encode(seal[:24]).decode()


def hashed(secret: str) -> str:
    """As the table keeps it."""
    return sha256(secret.encode()).hexdigest()


def path_of(key: UUID) -> str:
    """The address of the personal page."""
    return f"/ikut/{secret_of(key)}"
