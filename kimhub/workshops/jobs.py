"""What this slice does by the clock."""

from kimhub.workshops import reminding, seats

# They register themselves once they are imported.
__all__ = ["reminding", "seats"]
