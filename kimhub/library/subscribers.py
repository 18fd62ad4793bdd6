"""What the library does when something happens."""

from kimhub.library import chained, elsewhere, personal, reading_jobs

# They register themselves once they are imported.
__all__ = ["chained", "elsewhere", "personal", "reading_jobs"]
