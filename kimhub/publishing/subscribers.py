"""What this slice does when something happens."""

from kimhub.publishing import chained

# They register themselves once they are imported.
__all__ = ["chained"]
