"""The circles things stand in let in exactly those the policies do: people and things made by chance (the
seed is printed), then whole small worlds, as pages, counts and completions show them."""

from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from kimhub.core.actor import Actor, Grant
from kimhub.core.db import now
from kimhub.forum import policy as forum
from kimhub.forum.tables import Board, Post, Topic
from kimhub.groups import policy as groups
from kimhub.groups import policy_members
from kimhub.groups.tables import Membership, Officer, Organization
from kimhub.library import documents
from kimhub.library import policy as library
from kimhub.library.kinds import KINDS, STATUSES, VISIBILITIES
from kimhub.library.tables import Document
from kimhub.search import circles, finding, of_people, subscribers
from kimhub.search.marks import tokens_of
from kimhub.search.rebuilding import rebuild
from kimhub.workshops import policy as workshops
from kimhub.workshops.tables import Workshop
from tests import make

assert subscribers.__all__  # imported, so that all kinds are known
PLACES = ("73", "73.08", "73.09", "73.08.16", "73.08.16.2009", "73.08.17.2001", "73.1", "35.08", "")
ROLES = ("member", "officer", "kim_admin", "forum_coord", "organizer", "pembina", "province", "sysadmin")
HOUSES, PEOPLE = range(1, 5), range(1, 5)


def somebody(chance: Random, houses: Any = HOUSES, people: Any = PEOPLE) -> Actor:
    grants = []
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        role = chance.choice(ROLES)
        grants.append(
            Grant(
                role,
                None if role == "sysadmin" else chance.choice((None, *houses)),
                chance.choice(PLACES) if role in {"forum_coord", "pembina", "province"} else None,
                seat=chance.choice(PLACES) if role == "member" else None,
            )
        )
    return Actor(id=chance.choice(people), name="Orang", grants=tuple(grants))


def lets_in(found: circles.Circles, actor: Actor) -> bool:
    return not found.isdisjoint(tokens_of(actor))


@pytest.mark.parametrize("seed", [1, 2])
def test_circles_say_what_policies_say(seed: int):
    chance = Random(seed)
    let_in = 0
    for _ in range(900):
        actor = chance.choice((Actor(), somebody(chance), somebody(chance), somebody(chance)))
        for found, allowed in _questions(chance, actor):
            assert lets_in(found, actor) == allowed, f"seed {seed}: {actor} {found}"
            let_in += allowed
    assert 900 < let_in < 3600


def _questions(chance: Random, actor: Actor) -> list[tuple[circles.Circles, bool]]:
    """Circles of things made by chance, and what the policy says."""
    org, seat, user = chance.choice(HOUSES), chance.choice(PLACES), chance.choice(PEOPLE)
    kind = chance.choice(("kim", "forum_kim", "agency"))
    state = chance.choice(("draft", "verified", "dissolved"))
    house: Any = SimpleNamespace(
        id=org, wilayah_code=seat, kind=kind, legal_status=state, created_by=chance.choice((None, user))
    )
    is_officer = chance.random() < 0.5
    one: Any = SimpleNamespace(
        member=SimpleNamespace(user=user, state="active", is_officer=is_officer), organization=house
    )
    board: Any = SimpleNamespace(
        kind=chance.choice(("organization", "area")),
        organization=chance.choice((None, org)),
        wilayah_code=seat,
        visibility=chance.choice(("public", "members", "officers")),
        hidden=False,
    )
    helpers = {user: chance.choice(("organizer", "door"))} if chance.random() < 0.4 else {}
    event: Any = SimpleNamespace(
        organization=org,
        seat=seat,
        owner_kind=kind,
        state=chance.choice(("draft", "open")),
        helpers=helpers,
    )
    paper: Any = SimpleNamespace(
        organization=org,
        owner_kind=kind,
        owner_status=state,
        seat=seat,
        kind=chance.choice(("foto", "sk")),
        visibility=chance.choice([*VISIBILITIES]),
        status=chance.choice([*STATUSES]),
        is_removed=False,
        created_by=user,
    )
    document = circles.document(
        org,
        kind,
        seat,
        paper.visibility,
        is_draft=paper.status == "draft",
        is_kept=state != "dissolved",
        brought_by=user if paper.kind == "foto" else None,
    )
    organizers = [who for who, role in helpers.items() if role == "organizer"]
    return [
        (circles.house(org, seat, state, house.created_by), _knows(actor, house)),
        (circles.member(org, kind, seat, user, is_officer), policy_members.can_see_member(actor, one)),
        (
            circles.board(board.kind, board.organization, seat, board.visibility),
            forum.can_read_topic(actor, board),
        ),
        (circles.workshop(org, seat, event.state, organizers), workshops.can_see(actor, event)),
        (document, library.can_read(actor, paper)),
    ]


def _knows(actor: Actor, house: Any) -> bool:
    return house.legal_status != "draft" or groups.can_look_inside(actor, house)


# ------------------------------------------------------------------------------------ whole small worlds

WORD = "sembilu"  # stands in everything


@pytest.mark.parametrize("seed", [31, 32])
async def test_a_search_shows_what_policies_let_somebody_read(database: Any, seed: int):
    await make.installed()
    chance = Random(seed)
    people = [await make.user(f"Orang {WORD} {n}") for n in range(5)]
    houses = [await _house(chance, n, people) for n in range(5)]
    posts = await _topics(chance, houses, people)
    readable = {
        "house": _houses(houses),
        "topic": dict(topic for _rule, topic in posts.values()),
        "post": {post: rule for post, (rule, _topic) in posts.items()},
        "workshop": await _workshops(chance, houses, people),
        "document": await _documents(chance, houses, people),
        "person": await _people(chance, houses, people),
    }
    await rebuild()
    actors = [somebody(chance, [h.id for h in houses], [p.id for p in people]) for _ in range(16)]
    for actor in (Actor(), *actors):
        counts = (await finding.search(actor, WORD, counted=200)).counts
        for kind, rules in readable.items():
            allowed = {thing for thing, rule in rules.items() if rule(actor)}
            assert await _listed(actor, kind) == allowed, f"seed {seed}: {kind} {actor}"
            assert counts.get(kind, 0) == len(allowed), f"seed {seed}: {kind} {actor}"
        some = (
            *(await finding.search(actor, WORD)).groups,
            *(await finding.complete(actor, "semb")).groups,
        )
        for group in some:
            for one in group.results:
                assert readable[group.kind][one.thing](actor), f"seed {seed}: {one} {actor}"


async def _listed(actor: Actor, kind: str) -> set[int]:
    """All pages."""
    found: set[int] = set()
    after = ""
    while True:
        page = await finding.listed(actor, WORD, kind, after=after, limit=7)
        found |= {one.thing for one in page.results}
        if not (after := page.after):
            return found


async def _house(chance: Random, n: int, people: list[Any]) -> Organization:
    return await make.organization(
        f"Rumah {WORD} {n}",
        kind=chance.choice(("kim", "kim", "agency", "forum_kim")),
        wilayah_code=chance.choice([place for place in PLACES if place]),
        legal_status=chance.choice(("draft", "verified", "verified", "dissolved")),
        created_by=chance.choice(people).id,
    )


def _houses(houses: list[Organization]) -> dict[int, Any]:
    return {one.id: lambda actor, one=one: _knows(actor, one) for one in houses}


async def _topics(chance: Random, houses: list[Organization], people: list[Any]) -> dict[int, Any]:
    """Replies by their ids, with the rule and the topic; topics that were hidden or merged, and replies
    that were hidden or moved, are for nobody."""
    found: dict[int, Any] = {}
    for n in range(9):
        house = chance.choice(houses)
        kind = chance.choice(("organization", "area"))
        board = Board(
            kind=kind, slug=f"papan-{n}", name=f"Papan {n}", wilayah_code=house.wilayah_code,
            organization=house.id if kind == "organization" or chance.random() < 0.5 else None,
            visibility=chance.choice(("public", "members", "officers")),
        )  # fmt: skip
        await board.save()
        for m in range(2):
            gone = chance.choice(({}, {}, {"hidden_at": now()}, {"merged_into": 1}))
            topic = Topic(
                board=board.id, title=f"Topik {WORD} {n}{m}", slug="t", author=people[0].id,
                last_author=people[0].id, last_post_at=now(), created_at=now(), **gone,
            )  # fmt: skip
            await topic.save()
            await _post(topic, 1)
            left = chance.choice(({}, {}, {"deleted_at": now()}, {"moved_to": 1}))
            reply = await _post(topic, 2, **left)

            def rule(actor: Actor, board: Any = board, there: bool = not (gone or left)) -> bool:
                return there and forum.can_read(actor, board)

            def of_topic(actor: Actor, board: Any = board, there: bool = not gone) -> bool:
                return there and forum.can_read(actor, board)

            found[reply] = (rule, (topic.id, of_topic))
    return found


async def _post(topic: Topic, number: int, **more: Any) -> int:
    post = Post(
        topic=topic.id, number=number, author=topic.author, body=WORD, html=f"<p>{WORD}</p>", renderer=1,
        created_at=now(), **more,
    )  # fmt: skip
    await post.save()
    return post.id


async def _workshops(chance: Random, houses: list[Organization], people: list[Any]) -> dict[int, Any]:
    found = {}
    for n in range(10):
        house, state = chance.choice(houses), chance.choice(("draft", "draft", "open", "cancelled"))
        made: Workshop = await make.workshop(house, f"Acara {WORD} {n}", state=state)
        helpers = {}
        if chance.random() < 0.4:
            person, role = chance.choice(people), chance.choice(("organizer", "door"))
            await make.helper(made, person, role)
            helpers[person.id] = role
        seen: Any = SimpleNamespace(
            organization=house.id,
            seat=house.wilayah_code,
            owner_kind=house.kind,
            state=state,
            helpers=helpers,
        )
        found[made.id] = lambda actor, seen=seen: workshops.can_see(actor, seen)
    return found


async def _documents(chance: Random, houses: list[Organization], people: list[Any]) -> dict[int, Any]:
    found = {}
    for n in range(30):
        row = Document(
            organization=chance.choice(houses).id,
            title=f"Berkas {WORD} {n}",
            kind=chance.choice(("foto", *KINDS)),
            visibility=chance.choice([*VISIBILITIES]),
            status=chance.choice([*STATUSES]),
            created_by=chance.choice(people).id,
            removed_at=now() if chance.random() < 0.1 else None,
            key=uuid4(),
        )
        await row.save()
        one = await documents.by_id(row.id)
        assert one
        found[row.id] = lambda actor, one=one: library.can_read(actor, one)
    return found


async def _people(chance: Random, houses: list[Organization], people: list[Any]) -> dict[int, Any]:
    """Members of any state, and officers whose term has begun or not, is over or not."""
    found: dict[int, Any] = {}
    for house in houses:
        for person in chance.sample(people, 3):
            state = chance.choice(("active", "active", "applied", "suspended", "ended"))
            member = Membership(organization=house.id, user=person.id, state=state)
            await member.save()
            serves = False
            if chance.random() < 0.5:
                serves = chance.random() < 0.6
                start = make.days(-9 if serves else chance.choice((-9, 4)))
                end = None if serves else make.days(-2)
                office = Officer(
                    organization=house.id, user=person.id, name="Lama", position="chair", term_start=start,
                    term_end=end,
                )  # fmt: skip
                await office.save()
                found[office.id * 2 + 1] = lambda actor, there=serves, house=house: (
                    there and _knows(actor, house)
                )
            seen: Any = SimpleNamespace(
                member=SimpleNamespace(user=person.id, state=state, is_officer=False), organization=house
            )
            found[member.id * 2] = lambda actor, seen=seen, there=state == "active" and not serves: (
                there and policy_members.can_see_member(actor, seen)
            )
    return found


async def test_terms_begin_and_end_by_themselves(database: Any, monkeypatch: pytest.MonkeyPatch):
    await make.installed()
    kim = await make.kim()
    await make.officer(kim, f"Andi {WORD}", term_start=make.days(0), term_end=make.days(3))
    await rebuild()
    assert [one.thing % 2 for one in (await finding.listed(Actor(), WORD, "person")).results] == [1]
    later = make.days(4)
    monkeypatch.setattr(of_people.terms, "today", lambda: later)
    monkeypatch.setattr(of_people, "now", lambda: now() + timedelta(days=4))
    await of_people.follow_the_clock()
    assert (await finding.listed(Actor(), WORD, "person")).results == ()
