"""The sample: what is promised of it stands in the database, and its counters are true."""

from typing import Any

import pytest

from kimhub.core import db
from kimhub.core.db import now
from kimhub.groups import decrees, terms
from kimhub.groups.tables import Organization
from kimhub.sample import service, talks
from kimhub.sample.areas import AREAS
from kimhub.sample.plan import SIMULATION
from kimhub.sample.settle import local_area
from kimhub.wilayah.service import children, get_wilayah
from tests import make
from tests.sample.filled import with_bone, with_everything

pytestmark = pytest.mark.usefixtures("wilayah")


async def rows(sql: str, *args: Any) -> list[Any]:
    return list((await db.engine().fetch(sql, args)).rows)


async def count(sql: str) -> int:
    return int((await rows(sql))[0][0])


@pytest.fixture
async def awangpone() -> None:
    await with_bone()


async def test_all_areas_are_filled_once_however_often_it_is_asked_for():
    tables = (
        "account",
        "organization",
        "membership",
        "officer",
        "decree",
        "topic",
        "post",
        "notification",
        "event",
    )
    told = await with_everything()
    before = [await count(f"SELECT count(*) FROM {table}") for table in tables]

    await service.fill()

    assert [await count(f"SELECT count(*) FROM {table}") for table in tables] == before
    assert told == [(n, 5) for n in range(1, 6)]
    # domain.md 8, seeds 1 to 4
    nineteen = await rows(
        "SELECT count(*), count(DISTINCT substr(o.wilayah_code, 1, 8)) FROM decree d"
        " JOIN decree_organization l ON l.decree = d.id JOIN organization o ON o.id = l.organization"
        " WHERE d.number = '470/kominfo-b/2018'"
    )
    assert tuple(nineteen[0]) == (19, 4)
    where = "SELECT count(*) FROM organization WHERE kind = '{}' AND wilayah_code LIKE '{}'"
    assert await count(where.format("forum_kim", "35.08.__")) == 21
    assert await count(where.format("kim", "33.73%")) == 23
    assert await count(where.format("agency", "19%")) == 8
    names = {row[0] for row in await rows("SELECT name FROM organization WHERE wilayah_code LIKE '35.08%'")}
    assert {
        "KIM Tukum Mandiri",
        "KIM Kutorenon",
        "KIM Sumbersari",
        "KIM Sibedjo",
        "KIM Minak Koncar",
    } <= names


@pytest.mark.usefixtures("awangpone")
class TestBone:
    async def test_the_forum_is_alive(self):
        lively = await count(
            "SELECT count(*) FROM topic t JOIN board b ON b.id = t.board"
            " WHERE b.wilayah_code LIKE '73.08%' AND t.reply_count BETWEEN 3 AND 25"
        )

        assert lively >= 12

    async def test_counters_are_those_of_the_rows(self):
        wrong = {
            "topics": "SELECT count(*) FROM topic t WHERE t.last_number <> t.reply_count + 1"
            " OR t.writers <> (SELECT count(DISTINCT p.author) FROM post p WHERE p.topic = t.id)"
            " OR t.last_number <> (SELECT count(*) FROM post p WHERE p.topic = t.id)"
            " OR t.last_post_at <> (SELECT max(p.created_at) FROM post p WHERE p.topic = t.id)",
            "boards": "SELECT count(*) FROM board b WHERE b.topic_count <>"
            " (SELECT count(*) FROM topic t WHERE t.board = b.id)",
            "members": "SELECT count(*) FROM organization o WHERE o.member_count <> (SELECT count(*)"
            " FROM membership m WHERE m.organization = o.id AND m.state = 'active')",
            "unread": "SELECT count(*) FROM account a WHERE a.unread <> (SELECT count(*)"
            ' FROM notification n WHERE n."user" = a.id AND n.read_at IS NULL)',
            "marks": "SELECT count(*) FROM topic_read r JOIN topic t ON t.id = r.topic"
            " WHERE r.last_number > t.last_number",
            "own posts unread": "SELECT count(*) FROM post p LEFT JOIN topic_read r"
            ' ON r.topic = p.topic AND r."user" = p.author WHERE coalesce(r.last_number, 0) < p.number',
        }

        assert {name: await count(sql) for name, sql in wrong.items()} == dict.fromkeys(wrong, 0)

    async def test_everything_the_forum_can_do_is_there_to_be_seen(self):
        shown = {
            "labels": "SELECT count(DISTINCT label) FROM topic WHERE label <> ''",
            "answers": "SELECT count(*) FROM topic WHERE best_post > 0 AND official_post > 0",
            "announced": "SELECT count(*) FROM topic WHERE confirm_asked_at IS NOT NULL",
            "confirmed": "SELECT count(*) FROM topic_confirmation",
            "asked": "SELECT count(*) FROM notification WHERE kind = 'confirm' AND needs_action",
            "open polls": "SELECT count(*) FROM poll WHERE closed_at IS NULL",
            "closed polls": "SELECT count(*) FROM poll WHERE closed_at IS NOT NULL",
            "open decisions": "SELECT count(*) FROM decision WHERE closed_at IS NULL",
            "decisions": "SELECT count(*) FROM decision WHERE outcome = 'agreed'",
            "thanks": "SELECT count(*) FROM post_thanks",
            "photos": "SELECT count(*) FROM attachment WHERE width > 0",
            "public topics": "SELECT count(*) FROM topic t JOIN board b ON b.id = t.board"
            " WHERE b.visibility = 'public'",
            "held": "SELECT count(*) FROM pending_post WHERE due_at IS NULL",
            "scheduled": "SELECT count(*) FROM pending_post WHERE due_at IS NOT NULL",
            "reports": "SELECT count(*) FROM post_report WHERE decided_at IS NULL",
            "acts": "SELECT count(*) FROM moderation_act",
        }

        assert [name for name, sql in shown.items() if not await count(sql)] == []

    async def test_what_is_counted_of_thanks_votes_and_files_is_true(self):
        wrong = {
            "thanks": "SELECT count(*) FROM post p WHERE p.thanks <>"
            " (SELECT count(*) FROM post_thanks k WHERE k.post = p.id)",
            "own thanks": "SELECT count(*) FROM post_thanks k JOIN post p ON p.id = k.post"
            ' WHERE p.author = k."user"',
            "marks": "SELECT count(*) FROM post_thanks k JOIN post p ON p.id = k.post"
            ' LEFT JOIN topic_read r ON r.topic = p.topic AND r."user" = k."user"'
            " WHERE coalesce(r.thanked, false) = false",
            "voters": "SELECT count(*) FROM poll q WHERE q.voters <>"
            " (SELECT count(*) FROM poll_ballot b WHERE b.poll = q.id) OR q.voters <>"
            " (SELECT sum(o.votes) FROM poll_option o WHERE o.poll = q.id)",
            "files": "SELECT count(*) FROM post p WHERE p.files <>"
            " (SELECT count(*) FROM attachment f WHERE f.post = p.id)",
        }

        assert {name: await count(sql) for name, sql in wrong.items()} == dict.fromkeys(wrong, 0)

    async def test_terms_are_those_of_the_decrees(self):
        changed = []
        async with db.transaction():
            for organization in await Organization.objects():
                if await decrees.settle_term(organization.id):
                    changed.append(organization.name)

        assert changed == []

    async def test_posts_stand_in_the_order_of_time_and_none_is_of_the_future(self):
        jumbled = await count(
            "SELECT count(*) FROM post a JOIN post b ON b.topic = a.topic AND b.number = a.number + 1"
            " WHERE b.created_at <= a.created_at"
        )
        future = await rows(
            "SELECT count(*) FROM post WHERE created_at > {}".format(
                "?" if db.engine_type() == "sqlite" else "$1"
            ),
            now(),
        )

        assert (jumbled, future[0][0]) == (0, 0)

    async def test_a_kim_is_there_in_every_state(self):
        today = terms.today()
        found = await Organization.objects().where(Organization.kind == "kim")
        states = {row.legal_status for row in found}
        ends = [(row.term_end - today).days for row in found if row.term_end]

        assert {"draft", "registered", "verified"} <= states
        assert any(days < 0 for days in ends)
        assert any(0 < days <= 90 for days in ends)
        assert any(row.activity_override == "dormant" for row in found)
        assert await count("SELECT count(*) FROM membership WHERE state = 'applied'") >= 3
        assert await count("SELECT count(*) FROM decree WHERE state = 'uploaded'") >= 2
        assert await count("SELECT count(*) FROM organization WHERE wilayah_code = '73.08.16.2009'") == 2

    async def test_it_says_that_it_is_invented_and_names_nobody_of_the_news(self):
        about = await rows("SELECT about FROM organization")
        people = {row[0] for row in await rows("SELECT name FROM account")}

        assert all(SIMULATION in row[0] for row in about)
        assert not people & {
            "Andi Wahyuli",
            "Zainal",
            "Farhan",
            "Sudarman",
            "Helmi Hafid",
            "Agus Widarto",
            "Luluk Azizah",
        }
        assert any(" " not in name for name in people)
        assert any(len(name) > 45 for name in people)

    async def test_everybody_has_a_password_that_nobody_knows(self):
        assert await count("SELECT count(DISTINCT password) FROM account") == 1
        assert await count("SELECT count(*) FROM account WHERE password LIKE '$argon2%'") > 0


async def test_what_was_there_before_is_left_alone():
    office = await make.agency("Diskominfo Ketapang", "61.04")
    await make.user("Utin yang lain", username="utin")

    await service.fill_area(next(area for area in AREAS if area.key == "ketapang"))

    seated = await rows("SELECT id FROM organization WHERE kind = 'agency' AND wilayah_code = '61.04'")
    assert [row[0] for row in seated] == [office.id]
    assert await count("SELECT count(*) FROM account WHERE username = 'utin.contoh'") == 1


async def test_another_wilayah_gets_some_kim_of_its_own_besides():
    areas = await service.areas_for("18")  # not among the places of the tests: then only the five

    assert [area.key for area in areas] == [area.key for area in AREAS]
    assert next(area.key for area in await service.areas_for("35.08.09")) == "lumajang"
    assert service.how_many("73.08") == len(AREAS)
    assert service.how_many("34.04") == len(AREAS) + 1
    place = await get_wilayah("73.08.23")
    local = local_area(place, await children("73.08.23"))
    await service.fill_area(local)
    kims = "SELECT count(*) FROM organization WHERE kind = 'kim' AND wilayah_code LIKE '73.08.23%'"
    assert await count(kims) == len(await children("73.08.23"))


@pytest.mark.once
def test_every_text_can_be_read():
    found = [talk for name in ("umum", *[area.key for area in AREAS]) for talk in talks.read(name)]

    assert len(found) > 35
    assert all(talk.posts and talk.posts[0].text for talk in found)
    assert talks.read("tidak-ada") == []


@pytest.mark.once
def test_a_head_that_is_none_is_not_passed_over():
    with pytest.raises(ValueError, match="not a topic"):
        talks.parse("== kim-mallari tanpa judul\n[a]\nTeks")
