"""The kinds of things that can be found, in the order their results are shown.

Each has a number that never changes: it is part of the ids of its entries (ids.py). A new one brings its
index by a migration, as search_2026_11_22t09_54_28_750301 has made those of these.
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
