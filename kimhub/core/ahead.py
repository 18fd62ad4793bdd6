"""Asking for the thing of a page together with who asks: one question to the database instead of two.

    @ahead_of(with_session(topic_by_id), lambda ref: {"topic": ...})
    async def get_topic(ref: str, actor: Actor, found: TopicView | None = None) -> TopicView | None:

Both are read at the same moment, and as fresh as ever. `found` is the row as it is for the very person
the session belongs to; None where there is no such row, or nobody whom the session lets in. Then the
loader asks by itself, and the rules are asked all the same.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

# In the scope: the query with its values, and the row that came of it.
AHEAD: Final = "kimhub.ahead"
FOUND: Final = "kimhub.found"

Load = TypeVar("Load", bound=Callable[..., Any])


def ahead_of(query: Any, values: Callable[..., dict[str, Any] | None]) -> Callable[[Load], Load]:
    """Mark a loader. `values` makes the query's values of the parts of the path; None: do not ask ahead."""

    def ask(path: dict[str, Any]) -> tuple[Any, dict[str, Any]] | None:
        given = values(**path)
        return (query, given) if given else None

    def mark(load: Load) -> Load:
        load.ahead = ask  # type: ignore[attr-defined]
        return load

    return mark
