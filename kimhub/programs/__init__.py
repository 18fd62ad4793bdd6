"""Work programs: drawn up by a KIM, agreed with its pembina, carried out, accounted for (domain.md 3)."""
