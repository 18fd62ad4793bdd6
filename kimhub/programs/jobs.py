"""What programs do by the clock."""

from kimhub.programs import escalating, late

# They register themselves once they are imported.
__all__ = ["escalating", "late"]
