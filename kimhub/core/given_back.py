"""A row that was taken away and kept as plain values (JSON), made again under a new id."""

from typing import Any

import msgspec
from piccolo.table import Table


def row(table: type[Table], values: dict[str, Any]) -> Any:
    """The row that `values` were, by names of columns; `id` is left to the database."""
    columns = {column._meta.name: column.value_type for column in table._meta.columns}
    del columns["id"]
    return table(**{name: msgspec.convert(values[name], kind | None) for name, kind in columns.items()})
