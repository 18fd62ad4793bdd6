"""What people call the kinds of things, their types and states."""

from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct

from kimhub.core.i18n import Lazy, lazy_
from kimhub.forum.labels import LABELS
from kimhub.groups import words as groups
from kimhub.library.kinds import KINDS as DOCUMENTS
from kimhub.library.kinds import STATUSES
from kimhub.publishing.kinds import KINDS as ARTICLES
from kimhub.workshops import kind_list

# As addresses write them.
SLUGS: Final = {
    "person": "orang",
    "house": "kim",
    "document": "dokumen",
    "workshop": "pelatihan",
    "program": "program",
    "article": "artikel",
    "topic": "topik",
    "post": "tulisan",
}
KINDS_BY_SLUG: Final = {slug: kind for kind, slug in SLUGS.items()}

STATES: Final[dict[str, Mapping[str, Lazy]]] = {
    "house": {key: word for key, word in groups.STATES.items() if key != "expired"},
    "document": STATUSES,
    "workshop": {
        "draft": lazy_("Draf"),
        "open": lazy_("Diumumkan"),
        "cancelled": lazy_("Dibatalkan"),
        "finished": lazy_("Selesai"),
        "reported": lazy_("Laporan diterima"),
    },
    "program": {"in_force": lazy_("Berlaku"), "closed": lazy_("Ditutup")},
    "topic": {
        "open": lazy_("Terbuka"),
        "answered": lazy_("Terjawab"),
        "closed": lazy_("Ditutup"),
    },
}
_TYPES: Final[dict[str, Mapping[str, Lazy]]] = {
    "person": {"officer": lazy_("Pengurus"), "member": lazy_("Anggota")},
    "house": groups.KINDS,
    "document": {key: kind.word for key, kind in DOCUMENTS.items()},
    "article": {key: kind.word for key, kind in ARTICLES.items()},
    "topic": {key: label.title for key, label in LABELS.items()},
}


# States that are worth a tag, with its look: the others go without saying.
_TOLD: Final[dict[str, dict[str, str]]] = {
    "house": {"draft": "", "dissolved": "bad"},
    "document": {"draft": "", "superseded": "warn", "archived": ""},
    "workshop": {"draft": "", "cancelled": "bad", "finished": "", "reported": ""},
    "program": {"closed": ""},
    "topic": {"answered": "good", "closed": ""},
}


class Said(Struct, frozen=True):
    """The words of a kind; `told` are the states a result says, with the look of the tag."""

    types: dict[str, str]
    states: dict[str, str]
    told: dict[str, str]


async def of_kinds(kinds: Collection[str]) -> dict[str, Said]:
    return {kind: Said(await types_of(kind), states_of(kind), _TOLD.get(kind, {})) for kind in kinds}


async def types_of(kind: str) -> dict[str, str]:
    """The types a kind can be narrowed to, by their keys; none for a kind without types."""
    if kind == "workshop":
        return await kind_list.labels()
    return {key: str(word) for key, word in _TYPES.get(kind, {}).items()}


def states_of(kind: str) -> dict[str, str]:
    return {key: str(word) for key, word in STATES.get(kind, {}).items()}
