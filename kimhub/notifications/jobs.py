"""What is done by itself: looking for letters that are due."""

from kimhub.notifications import mailing

__all__ = ["mailing"]
