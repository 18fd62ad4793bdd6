"""The table of matrix.txt, by its lines."""

from pathlib import Path

from tests.addresses import Route, subjects
from tests.world import ROLES

TABLE = Path(__file__).parent / "matrix.txt"
LET_IN, SHUT_OUT = "+~", "Lx."


def row(route: Route, subject: str) -> str:
    """What stands at the beginning of a line."""
    return f"{route}{'' if subject == 'a' else f' [{subject}]'}"


def line_of(about: str, cells: dict[str, str]) -> str:
    return f"{about:61} {'  '.join(cells[role] for role in ROLES)}"


def rows() -> dict[str, dict[str, str]]:
    """Beginning of each line -> role -> letter."""
    found = {}
    for line in TABLE.read_text().splitlines():
        if not line.startswith("#"):
            about, *letters = line.rsplit(maxsplit=len(ROLES))
            found[about] = dict(zip(ROLES, letters, strict=True))
    return found


def gets_in(role: str) -> set[str]:
    """The routes that let this role in where the things of KIM Mallari and its members are asked for.

    tests/test_matrix.py proves that this is so; whoever compares needs not try it again.
    """
    table = rows()
    return {
        line.partition(" [")[0]
        for line, cells in table.items()
        if cells[role] in LET_IN and _is_about_mallari(line)
    }


def _is_about_mallari(line: str) -> bool:
    """The first line of a route is; but for what everybody has for themselves it is what others have."""
    about, _, subject = line.partition(" [")
    first, *more = subjects(Route(*about.split()))
    return (subject.rstrip("]") or "a") == (more[0] if first == "own" else first)
