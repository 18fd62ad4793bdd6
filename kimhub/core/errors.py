"""Errors the domain may raise; only core.problems knows how they look on the web."""


class Invalid(Exception):
    """What the person typed cannot be accepted: field name -> sentence for that person."""

    def __init__(self, **errors: str) -> None:
        super().__init__(errors)
        self.errors = errors


class NotFound(Exception):
    """There is no such thing, or this person may not know that there is."""


class Past(NotFound):
    """There was such a thing, and it is gone; the message says so, in words for whoever looks for it."""


class Refused(Exception):
    """The person may not do this now; the message says why, in words for that person."""


class Unreadable(Exception):
    """What was sent is no form of ours; the message, if any, says why, in words for that person."""


class TooMany(Exception):
    """Tried too often. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class MustDo(Exception):
    """The person has to go through another page first; `where` is its address. With `back` that page is
    told where they were going (`lanjut`), so that an invitation is not lost on the way."""

    def __init__(self, where: str, *, back: bool = False) -> None:
        super().__init__(where)
        self.where, self.back = where, back
