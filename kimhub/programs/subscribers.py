"""What programs do when something happens elsewhere, and what they register when they are loaded."""

from kimhub.programs import chained, elsewhere, measured, paper_facts, personal

# They register themselves once they are imported.
__all__ = ["chained", "elsewhere", "measured", "paper_facts", "personal"]
