"""What workshops do when something happens elsewhere, and where they can be tied to other things."""

from kimhub.workshops import chained

# It registers itself once it is imported.
__all__ = ["chained"]
