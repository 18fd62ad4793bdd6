"""What workshops do when something happens elsewhere, and where they can be tied to other things."""

from kimhub.workshops import certificate_pdf, certificate_personal, chained, elsewhere, measured, personal

# It registers itself once it is imported.
__all__ = ["certificate_pdf", "certificate_personal", "chained", "elsewhere", "measured", "personal"]
