"""What is sent along when an article is passed on. Pure."""

from typing import Protocol

from kimhub.core.text import plain, render_markup
from kimhub.publishing import products
from kimhub.publishing.facts import Facts
from kimhub.publishing.kinds import CLARIFICATION, PRODUCT, VERDICTS

PER_MINUTE = 180  # words a reader takes in


class Named(Protocol):
    """An article or a line of a list."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def lede(self) -> str: ...


def ready_text(one: Named, told: Facts, address: str, house: str) -> str:
    """Ready to be pasted into WhatsApp: title in bold, what it is about, address, who says it."""
    head = f"*{one.title}*"
    if one.kind == CLARIFICATION and told.verdict in VERDICTS:
        head = f"*[{str(VERDICTS[told.verdict]).upper()}]* {one.title}"
    if one.kind == PRODUCT:
        head = " · ".join(part for part in (head, products.offer_of(told).price_words) if part)
    said = told.share_text or one.lede
    return "\n\n".join(part for part in (head, said, address, house) if part)


def minutes(words: str) -> int:
    """How long reading takes, at least one."""
    return max(1, round(len(plain(render_markup(words)).split()) / PER_MINUTE))
