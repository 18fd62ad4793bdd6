"""Workshops and other events: planned, announced, signed up for, held, accounted for (domain.md 2)."""
