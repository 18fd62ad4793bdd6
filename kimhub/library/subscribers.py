"""What the library does when something happens."""

from kimhub.library import reading_jobs

# It registers itself once it is imported.
__all__ = ["reading_jobs"]
