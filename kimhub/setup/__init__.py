"""The first page of an installation: its name, its place, and the first person who looks after it."""
