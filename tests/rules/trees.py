"""The nodes of a module, found once for all rules: walking costs more than judging."""

import ast
from functools import lru_cache


@lru_cache(maxsize=8)
def nodes(tree: ast.AST) -> list[ast.AST]:
    """Everything in there, without the marks that say whether a name is read or written."""
    found = [tree]
    for node in found:  # grows as it goes
        for value in vars(node).values():
            if isinstance(value, list):
                found += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                found.append(value)
    return found


@lru_cache(maxsize=8)
def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in nodes(tree) if isinstance(node, ast.Call)]
