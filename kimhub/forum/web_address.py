"""Addresses with a query."""

from urllib.parse import urlencode


def address(path: str, **query: str) -> str:
    """`path` with those values that are not empty."""
    kept = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{kept}" if kept else path
