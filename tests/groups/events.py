"""An event of another slice, as this one sees it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SomethingPosted:
    organization_id: int
    actor_id: int
