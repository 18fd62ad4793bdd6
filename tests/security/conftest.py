"""The tests' own slice serves here too: a trap of the stack must not depend on what the slices do."""

from tests.core.conftest import house_app, visitor

__all__ = ["house_app", "visitor"]
