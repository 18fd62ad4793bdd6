"""What this slice does when something happens."""

from kimhub.publishing import chained, hosting, measured, personal, trail

# They register themselves once they are imported.
__all__ = ["chained", "hosting", "measured", "personal", "trail"]
