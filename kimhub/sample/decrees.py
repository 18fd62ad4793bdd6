"""Decrees (SK) of the sample: each house its own, or one for all the KIM of an area."""

from typing import Final

from kimhub.accounts.tables import User
from kimhub.groups.tables import Decree, DecreeOrganization
from kimhub.sample.plan import SIMULATION, Area, Term
from kimhub.sample.rows import day, insert, moment, sample_key
from kimhub.sample.settle import People, Settled

ISSUERS: Final = {
    "desa": "Kepala Desa",
    "kelurahan": "Lurah",
    "kecamatan": "Camat",
    "kabupaten": "Bupati",
}
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

Decrees = dict[int, list[tuple[Decree, Term]]]  # of each house by its id, the oldest first


async def make_decrees(
    area: Area, settled: list[Settled], people: People, overseer: User | None
) -> Decrees:
    """The decrees of each house by its id, the oldest first; one for all where the area has such a one."""
    shared = Term(area.shared.signed, None) if area.shared else None
    pairs: list[tuple[Decree, Term, list[Settled]]] = []
    if area.shared and shared:
        concerned = [one for one in settled if one.house.kind == "kim"]
        row = _decree(concerned[0], shared, area.shared.number, people, overseer, area.key)
        row.title, row.issuer_level = area.shared.title, area.shared.issuer
        row.issuer_title = ISSUERS["kabupaten"]
        pairs.append((row, shared, concerned))
    else:
        for one in settled:
            for number, term in enumerate(sorted(one.house.terms, key=lambda term: term.starts)):
                what = f"{one.key}:{number}"
                pairs.append((_decree(one, term, term.number, people, overseer, what), term, [one]))
    await insert([row for row, _, _ in pairs])
    links = [
        DecreeOrganization(decree=row.id, organization=one.id) for row, _, houses in pairs for one in houses
    ]
    await insert(links)
    found: Decrees = {}
    for row, term, houses in pairs:
        for one in houses:
            found.setdefault(one.id, []).append((row, term))
    return found


def _decree(
    one: Settled, term: Term, number: str, people: People, overseer: User | None, what: str
) -> Decree:
    level = term.issuer or ("kelurahan" if one.place.kind == "kelurahan" else "desa")
    if one.place.level == 3:
        level = "kecamatan"
    signed = day(term.starts)
    sender = people[one.seats[0].person.handle] if term.state == "uploaded" else overseer
    checked = term.state == "verified"
    where = one.place.name.upper().replace(" ", "")
    return Decree(
        number=number or f"{10 + one.id % 80}/KPTS/{where}/{ROMAN[signed.month - 1]}/{signed.year}",
        title=f"Pengesahan pengurus {one.name}",
        issuer_level=level,
        issuer_title=f"{ISSUERS[level]} {one.place.name}",
        signed_on=signed,
        term_start=signed,
        term_end=day(term.ends) if term.ends is not None else None,
        note="" if checked else SIMULATION,
        state=term.state,
        verified_by=overseer.id if checked and overseer else None,
        verified_name=overseer.name if checked and overseer else "",
        verified_at=moment(max(term.starts, -418) + 3) if checked else None,
        uploaded_by=sender.id if sender else None,
        created_at=moment(max(term.starts, -418) + 2),
        key=sample_key(f"decree:{what}"),
    )
