"""ADINDA, the working cycle of a KIM (domain.md 2.1): events and planned lines say what of it they do."""

from typing import Final

from kimhub.core.i18n import Lazy, lazy_

# Each letter is its own: the second D and A are small.
ADINDA: Final[dict[str, Lazy]] = {
    "A": lazy_("Akses informasi"),
    "D": lazy_("Diskusi"),
    "I": lazy_("Implementasi"),
    "N": lazy_("Jejaring (networking)"),
    "d": lazy_("Diseminasi"),
    "a": lazy_("Aspirasi"),
}


def letters(text: str) -> str:
    """Those letters of a text that are of the cycle, each once, in its order."""
    return "".join(letter for letter in ADINDA if letter in text)
