"""What happened to papers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterheadChanged:
    organization_id: int
    actor_id: int
    edits: dict[str, list[str]]  # field: before, after
    note: str = ""
