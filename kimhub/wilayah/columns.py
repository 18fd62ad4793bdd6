"""A text column that compares byte by byte on both engines."""

from piccolo.columns import Varchar


class Code(Varchar):
    """ASCII text whose order matters: wilayah codes and search words.

    SQLite compares bytes anyway. PostgreSQL follows the language of the database, where "73.08." and
    "73.08/" may sort either way round, so range tests on codes would be wrong and indexes useless for
    them: there the column says COLLATE "C". A foreign key to such a column inherits it.
    """

    @property
    def column_type(self) -> str:
        plain: str = super().column_type
        return f'{plain} COLLATE "C"' if self._meta.engine_type == "postgres" else plain
