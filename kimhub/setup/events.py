"""What happens once in the life of an installation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InstallationSetUp:
    actor_id: int
    organization_id: int
    name: str
    wilayah_code: str
    sample: bool
