"""The document library: kept once, found again, in its right version, by the right people (domain.md 5)."""
