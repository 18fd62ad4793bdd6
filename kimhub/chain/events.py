"""What happened to ties."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThingsTied:
    from_kind: str
    from_id: int
    to_kind: str
    to_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ThingsUntied:
    from_kind: str
    from_id: int
    to_kind: str
    to_id: int
    actor_id: int
