"""The boards a person keeps order on, as part of a statement: `policy.can_moderate` for many at once.

`tests/forum/test_guarding_policy.py` holds the two to the same answer.
"""

from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.forum.policy import OFFICERS


def within_sql(codes: str, column: str = "b.wilayah_code") -> str:
    """True where the code in `column` is one of the list `codes`, or lies below one of them."""
    parts = " OR ".join(f"substr({column}, 1, {length}) IN :{codes}" for length in (2, 5, 8))
    return f"({column} IN :{codes} OR {parts} OR '' IN :{codes})"


# For a statement that calls the board `b`.
MODERATED: Final = (
    f"(b.organization IN :houses OR {within_sql('looked_after')}"
    f" OR (b.kind = 'area' AND {within_sql('coordinated')})"
    f" OR (length(b.wilayah_code) = 2 AND {within_sql('provinces')}))"
)
# For one that calls the report `r` and the post's author p.author too: `policy_guarding.can_judge`.
JUDGED: Final = (
    f"(p.author <> :me AND ((r.tier = 0 AND {MODERATED})"
    f" OR (r.tier = 1 AND ({within_sql('looked_after')} OR {within_sql('provinces')}))"
    f" OR (r.tier = 2 AND ({within_sql('provinces')} OR 'yes' IN :operator))"
    " OR (r.tier = 3 AND 'yes' IN :operator)))"
)


def scope_of(actor: Actor) -> dict[str, Any]:
    """The values MODERATED and JUDGED ask for."""

    def codes(role: str) -> list[str]:
        return sorted({g.wilayah for g in actor.grants if g.role == role and g.wilayah is not None})

    return {
        "me": actor.id or 0,
        "houses": sorted({g.organization for g in actor.grants if g.role in OFFICERS and g.organization}),
        "looked_after": codes("pembina"),
        "coordinated": codes("forum_coord"),
        "provinces": codes("province"),
        "operator": ["yes"] if actor.plays("sysadmin") else [],
    }


def moderated_by(actor: Actor) -> dict[str, Any]:
    """The values MODERATED asks for."""
    return {name: scope_of(actor)[name] for name in ("houses", "looked_after", "coordinated", "provinces")}
