"""What is done by itself: looking for letters that are due, and for those that came in."""

from kimhub.notifications import mail_polling, mailing

__all__ = ["mail_polling", "mailing"]
