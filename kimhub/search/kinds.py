"""The kinds of things that can be found, in the order their results are shown.

Each has a number that never changes: it is part of the ids of its entries (writing.py).
"""

from typing import Final

NUMBERS: Final[dict[str, int]] = {
    "person": 1,
    "house": 2,
    "document": 3,
    "workshop": 4,
    "program": 5,
    "article": 6,
    "topic": 7,
    "post": 8,
}
