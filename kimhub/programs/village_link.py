"""The secret of the link by which a village head answers. It follows from the version, so nothing has to be
written when somebody asks for it again."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from kimhub.settings import load


def secret_of(version_id: int) -> str:
    """What the link of a version carries: 192 bits that follow from the installation's own secret."""
    seal = hmac.digest(load().secret_key.encode(), f"mengetahui:{version_id}".encode(), "sha256")
    return urlsafe_b64encode(seal[:24]).decode()


def hashed(secret: str) -> str:
    """What is kept of it."""
    return sha256(secret.encode()).hexdigest()
