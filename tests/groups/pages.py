"""Reading our pages as a visitor's browser does."""

import re
from typing import Any

from httpx import AsyncClient, Response


def token_of(page: Response) -> str:
    """The form token of a page."""
    found = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


async def send_as_visitor(browser: AsyncClient, path: str, **fields: Any) -> Response:
    """Open a page without a session, and send its form."""
    page = await browser.get(path)
    return await browser.post(path, data={"_csrf_token": token_of(page)} | fields)
