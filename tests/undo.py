"""Let something happen and take it back: many tries against one prepared world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kimhub.core.db import transaction
from kimhub.groups import rights
from tests.database import after_each


class _Undo(Exception):
    pass


@asynccontextmanager
async def undone() -> AsyncIterator[None]:
    """Everything the block writes is rolled back at its end, and what processes remember is dropped."""
    try:
        async with transaction():
            yield
            raise _Undo
    except _Undo:
        pass
    rights.forget()
    for call in after_each:
        call()
