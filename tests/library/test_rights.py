"""What lists, counts, feeds and direct addresses show is what the policy says of each document.

Trees of houses, people and documents are made by chance (the seed is printed); whoever looks, the list in
SQL (`seen.py`) and the rule in Python (`policy.py`) must agree about every single document.
"""

import re
from collections import Counter
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from kimhub.core import files
from kimhub.core.actor import Actor, Grant
from kimhub.core.db import now
from kimhub.groups import organizations
from kimhub.groups.tables import Organization
from kimhub.library import documents, feeds, folders, listing, must_read, policy
from kimhub.library.kinds import KINDS, NARROW, STATUSES, VISIBILITIES
from kimhub.library.listing import Wanted
from kimhub.library.tables import Document, DocumentVersion, Folder
from kimhub.library.views import Document as View
from tests import make, world

PLACES = (
    "73", "73.08", "73.09", "73.08.16", "73.08.16.2009", "73.08.16.2016", "73.08.17.2001", "73.09.01.2001",
    "35", "35.08", "35.08.01.2005", "73.08.1",
)  # fmt: skip
ROLES = ("member", "officer", "kim_admin", "forum_coord", "organizer", "pembina", "province", "sysadmin")


async def test_everybody_is_shown_what_the_policy_says(database: Any) -> None:
    made = await world.build()
    everything = await _all()
    assert len(everything) == 24
    for role, person in made.people.items():
        await _agrees(await make.actor_of(person), everything, role)
    await _agrees(Actor(), everything, "guest")


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
async def test_random_trees_roles_and_documents(browser: AsyncClient, seed: int) -> None:
    await make.installed()
    chance = Random(seed)
    houses = [await _house(chance, n) for n in range(7)]
    people = [await make.user(f"Orang {n}") for n in range(4)]
    for n in range(60):
        await _document(chance, n, chance.choice(houses), chance.choice(people).id)
    everything = await _all()
    for _ in range(25):
        await _agrees(_somebody(chance, houses, people), everything, f"seed {seed}")
    await _agrees(Actor(), everything, "guest")
    public = {one.id for one in everything if policy.is_public(one)}
    shown = await browser.get("/pustaka")
    assert {int(number) for number in re.findall(r"/pustaka/d/(\d+)-", shown.text)} <= public
    for one in chance.sample(everything, 12):
        answer = await browser.get(one.path)
        assert (answer.status_code == 200) == (one.id in public), f"seed {seed}: {one.id}"


@pytest.mark.parametrize("seed", [21, 22])
async def test_real_people_in_random_houses(browser: AsyncClient, seed: int) -> None:
    """The same through pages, with grants that come out of memberships and offices."""
    await make.installed()
    chance = Random(seed)
    agency = await make.agency("Diskominfo Bone", "73.08")
    kims = [await make.kim(f"KIM Nomor {n}", wilayah_code=code) for n, code in enumerate(PLACES[4:8])]
    people = [await make.member(agency, "Irma"), await make.user("Tamu")]
    for kim in kims[:2]:
        people += [await make.member(kim), await make.officer(kim), await make.kim_admin(kim)]
    for n in range(28):
        await _document(chance, n, chance.choice([agency, *kims]), chance.choice(people).id)
    everything = await _all()
    for person in people:
        actor, headers = await make.actor_of(person), await make.signed_in(person)
        readable = {one.id for one in everything if policy.can_read(actor, one)}
        page = await browser.get("/pustaka", headers=headers)
        assert {int(n) for n in re.findall(r"<h3><a href=\"/pustaka/d/(\d+)-", page.text)} == readable, seed
        said = re.search(r"(\d+) dokumen, terbaru di atas", page.text)
        assert (int(said[1]) if said else 0) == len(readable), f"seed {seed}"
        for one in chance.sample(everything, 8):
            answer = await browser.get(one.path, headers=headers)
            assert answer.status_code == (200 if one.id in readable else 404), f"seed {seed}: {one.id}"
        hidden = [one for one in everything if one.id not in readable]
        for one in chance.sample(hidden, min(3, len(hidden))):
            for part in ("/unduh", "/teks", "/gambar.webp", "/halaman/1.webp", "/versi", "/versi/1/unduh"):
                answer = await browser.get(f"{one.path}{part}", headers=headers)
                assert answer.status_code == 404, f"seed {seed}: {one.id}{part}"


async def _agrees(actor: Actor, everything: list[View], who: str) -> None:
    readable = {one.id for one in everything if policy.can_read(actor, one)}
    rows, after = set(), None
    while True:
        page = await listing.found(actor, Wanted(), after)
        rows |= {one.id for one in page.rows}
        if (after := page.next) is None:
            break
    assert rows == readable, who
    assert await listing.count(actor, Wanted()) == len(readable), who
    facets = await listing.facets(actor, Wanted())
    own = [one for one in everything if one.id in readable]
    assert facets.total == len(own), who
    assert facets.kinds == Counter(one.kind for one in own), who
    assert set(facets.years) == {one.year for one in own if one.year}, who
    owners = {one.organization: one.owner_slug for one in everything}
    for house, slug in owners.items():
        theirs = [one for one in own if one.organization == house]
        profile = await organizations.get(slug)
        assert profile
        assert await listing.count(actor, Wanted(house=house)) == len(theirs), who
        branches = await folders.seen_by(actor, profile)
        assert sum(b.documents for b in branches if b.depth == 0) == sum(
            1 for one in theirs if one.folder
        ), who
        if not policy.can_keep(actor, profile):
            assert {b.folder.id for b in branches} == {one.folder for one in theirs if one.folder}, who
        told = {int(entry.id.rpartition("/")[2]) for entry in await feeds.newest(house)}
        assert told <= {one.id for one in everything if policy.is_public(one)}, who
    asked = {one.document.id for one in await must_read.mine(actor)}
    assert asked <= readable, who


async def _all() -> list[View]:
    return await documents.some([int(one["id"]) for one in await Document.select(Document.id)])


async def _house(chance: Random, number: int) -> Organization:
    kind = chance.choice(["kim", "kim", "forum_kim", "agency"])
    return await make.organization(
        f"Rumah {number}", kind=kind, slug=f"rumah-{number}", wilayah_code=chance.choice(PLACES),
        legal_status=chance.choice(["verified", "verified", "dissolved", "registered"]),
    )  # fmt: skip


async def _document(chance: Random, number: int, house: Organization, author: int) -> None:
    """Rows as they lie in the table: what matters here is who reads them, not how they came."""
    visibility = chance.choice([*VISIBILITIES])
    folder = None
    if chance.random() < 0.4:
        folder = int((await Folder.insert(Folder(organization=house.id, name=f"Map {number}")))[0]["id"])
    row = Document(
        organization=house.id, title=f"Dokumen {number}", slug=f"dokumen-{number}", folder=folder,
        kind=chance.choice(["foto", *KINDS]), visibility=visibility,
        info_class="dikecualikan" if visibility in NARROW and chance.random() < 0.5 else "setiap_saat",
        status=chance.choice([*STATUSES, "official", "official"]), year=chance.choice([None, 2024, 2025]),
        created_by=author, removed_at=now() if chance.random() < 0.15 else None, mime="text/plain",
        versions=1,
    )  # fmt: skip
    made = int((await Document.insert(row))[0]["id"])
    stored = await files.save_content(b"isi", "text/plain", "isi.txt")
    version = DocumentVersion(
        document=made, number=1, file=stored.key, file_name="isi.txt", mime="text/plain", size=3,
        sha256=stored.sha256, key=uuid4(),
    )  # fmt: skip
    await Document.update({Document.current: int((await DocumentVersion.insert(version))[0]["id"])}).where(
        Document.id == made
    )


def _somebody(chance: Random, houses: list[Organization], people: list[Any]) -> Actor:
    """Grants of every shape, also of those that no rule of today gives."""
    grants = []
    for _ in range(chance.randint(0, 4)):
        house, role = chance.choice(houses), chance.choice(ROLES)
        staff = role in {"pembina", "province"}
        grants.append(
            Grant(
                role,
                house.id if chance.random() < 0.85 else None,
                chance.choice([*PLACES, ""]) if staff or chance.random() < 0.1 else None,
                seat=house.wilayah_code if chance.random() < 0.9 else None,
            )
        )
    return Actor(id=chance.choice(people).id, grants=tuple(grants))
