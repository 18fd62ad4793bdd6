"""What programs do by the clock."""

from kimhub.programs import escalating, importing, late

# They register themselves once they are imported.
__all__ = ["escalating", "importing", "late"]
