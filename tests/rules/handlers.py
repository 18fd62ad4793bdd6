"""What the web edge and the domain must not do: the edge asks, the domain knows and knows no web."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

from tests.rules.trees import nodes

WEB_ONLY = ("litestar", "jinja2", "markupsafe", "kimhub.core.page", "kimhub.core.access", "kimhub.core.web")
# Slices whose modules are all web edge or wiring.
NO_SLICE = {"core", "app.py", "cli.py", "settings.py", "__main__.py", "__init__.py"}


def is_web(path: str) -> bool:
    """`forum/web.py`; `accounts/web_entry.py` or `groups/web/members.py` where one file became too long."""
    parts = PurePath(path).parts
    return len(parts) > 2 and parts[2].startswith("web")


def stays_on_its_side(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every fault of one file of a slice."""
    parts = PurePath(path).parts
    if len(parts) > 1 and parts[1] not in NO_SLICE and not parts[1].startswith("cli"):
        yield from _web_faults(tree) if is_web(path) else _domain_faults(tree)


def _web_faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in nodes(tree):
        for module in _imported(node):
            if _within(module, ("piccolo", "asyncpg", "aiosqlite", "sqlite3")):
                yield node.lineno, f"a handler imports {module}"
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and _is_handler(node):
            for inner in (inner for statement in node.body for inner in ast.walk(statement)):
                name = inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")
                if name.startswith("get_") and name != "get_template":
                    yield inner.lineno, f"{node.name} loads by {name} what no rule was asked about"


def _domain_faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in nodes(tree):
        foreign = [
            name
            for name in _imported(node)
            if _within(name, WEB_ONLY) or re.match(r"kimhub\.\w+\.web", name)
        ]
        if foreign:
            yield node.lineno, f"the domain imports {foreign[0]}"


def _is_handler(function: ast.AsyncFunctionDef | ast.FunctionDef) -> bool:
    names = {getattr(call.func, "id", "") for call in function.decorator_list if isinstance(call, ast.Call)}
    return bool(names & {"get", "post", "put", "patch", "delete", "head", "route", "asgi", "websocket"})


def _imported(node: ast.AST) -> list[str]:
    """The modules an import statement names; `from a import b` names both a and a.b."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        return [node.module] if _within(node.module, (*WEB_ONLY, "piccolo")) else [node.module, *names]
    return []


def _within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
