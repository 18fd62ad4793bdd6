"""What this slice does by the clock."""

from kimhub.workshops import personal, reminding, seats, sheet_photos

# They register themselves once they are imported.
__all__ = ["personal", "reminding", "seats", "sheet_photos"]
