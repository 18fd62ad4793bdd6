"""Let something happen and take it back: many tries against one prepared world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import patch

from kimhub.core import shell
from kimhub.core.db import transaction
from kimhub.core.inline import is_read
from kimhub.forum import live
from tests.database import after_each
from tests.spy import queries


class _Undo(Exception):
    pass


@asynccontextmanager
async def undone() -> AsyncIterator[None]:
    """Everything the block writes is rolled back at its end, and what is remembered of it is dropped.

    No page is told what is new: that would end with the page, and there is none.
    """
    try:
        with queries() as sent, patch.object(live, "MOST", 0):
            async with transaction():
                yield
                raise _Undo
    except _Undo:
        pass
    if not all(is_read(sql) for sql in sent):
        for call in after_each:
            if call is not shell.forget:
                call()
        shell.forget_pages()
