"""The kernel: what every slice stands on. Not one word about KIM in here."""
