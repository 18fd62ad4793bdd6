"""Who stands in which circle: actors against entries, and against the rules themselves."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimhub.core.actor import Actor, Grant
from kimhub.library import policy as library
from kimhub.search import marks

VILLAGE, REGENCY, PROVINCE, OTHER = "73.08.16.2001", "73.08", "73", "75.01"
GUEST = Actor()
NOBODY = Actor(id=1)
MEMBER = Actor(id=2, grants=(Grant("member", 12, seat=VILLAGE),))
OFFICER = Actor(id=3, grants=(Grant("member", 12, seat=VILLAGE), Grant("officer", 12)))
ADMIN = Actor(id=4, grants=(Grant("member", 12, seat=VILLAGE), Grant("kim_admin", 12)))
COORD = Actor(id=5, grants=(Grant("forum_coord", 13, "73.08.16"),))
PEMBINA = Actor(id=6, grants=(Grant("pembina", 20, REGENCY),))
DINAS = Actor(id=7, grants=(Grant("province", 21, PROVINCE),))
ELSEWHERE = Actor(id=8, grants=(Grant("pembina", 22, OTHER), Grant("member", 30, seat="75.01.02.2003")))
OPERATOR = Actor(id=9, grants=(Grant("sysadmin"),))
ORGANIZER = Actor(id=10, grants=(Grant("organizer", 12),))
EVERY = (GUEST, NOBODY, MEMBER, OFFICER, ADMIN, COORD, PEMBINA, DINAS, ELSEWHERE, OPERATOR, ORGANIZER)


@pytest.mark.parametrize(
    ("readers", "who"),
    [
        ({marks.EVERYBODY}, EVERY),
        ({marks.SIGNED_IN}, EVERY[1:]),
        ({marks.OPERATORS}, (OPERATOR,)),
        ({marks.members_of(12)}, (MEMBER, OFFICER, ADMIN)),
        ({marks.officers_of(12)}, (OFFICER, ADMIN)),
        ({marks.admins_of(12)}, (ADMIN,)),
        ({marks.officers_of(20)}, ()),
        ({marks.staff_of(20)}, (PEMBINA,)),
        ({marks.members_of(1)}, ()),  # not the members of 12 either
        ({marks.person(3)}, (OFFICER,)),
        ({marks.person_in(3, 12)}, (OFFICER,)),
        ({marks.person_in(3, 13)}, ()),
        (marks.overseers_of(VILLAGE), (PEMBINA, DINAS)),
        (marks.overseers_of(PROVINCE), (DINAS,)),
        (marks.covering(VILLAGE, "pembina"), (PEMBINA,)),
        (marks.covering(VILLAGE, "province"), (DINAS,)),
        (marks.covering(VILLAGE, "forum_coord"), (COORD,)),
        (marks.covering("73.08.17.2001", "forum_coord"), ()),
        ({marks.belonging_below(REGENCY)}, (MEMBER, OFFICER, ADMIN, COORD, PEMBINA)),
        ({marks.belonging_below("")}, (MEMBER, OFFICER, ADMIN, COORD, PEMBINA, DINAS, ELSEWHERE)),
        ({marks.officers_below(REGENCY)}, (COORD,)),
        ({marks.sitting_below("73.08.16")}, (MEMBER, OFFICER, ADMIN)),
        ({marks.officers_sitting_below(REGENCY)}, (OFFICER, ADMIN)),
        ({marks.sitting_below("73.08.1")}, ()),  # a code is no beginning of another
        (set(), ()),
    ],
)
def test_who_finds_what(readers: set[str], who: tuple[Actor, ...]):
    assert [one for one in EVERY if readers & {*marks.tokens_of(one)}] == [*who]


CODES = st.sampled_from(["", "73", "73.08", "73.08.16", VILLAGE, "73.08.16.2002", "73.0", "75.01"])
ROLES = st.sampled_from(
    ["member", "officer", "kim_admin", "forum_coord", "pembina", "province", "sysadmin"]
)
GRANTS = st.builds(
    lambda role, organization, wilayah, seat: Grant(role, organization, wilayah, seat=seat),
    ROLES,
    st.none() | st.integers(1, 3),
    st.none() | CODES,
    st.none() | CODES,
)
ACTORS = st.builds(
    lambda id, grants: Actor(id=id, grants=tuple(grants)), st.integers(1, 4), st.lists(GRANTS, max_size=4)
)
below, OFFICER_ROLES = library.is_below, library.OFFICER
RULES: tuple[tuple[Callable[[int, str], set[str]], Callable[[Actor, int, str], bool]], ...] = (
    (lambda org, _: {marks.members_of(org)}, lambda a, org, _: a.has(org, *library.ANY)),
    (lambda org, _: {marks.officers_of(org)}, lambda a, org, _: a.has(org, *library.OFFICER)),
    (lambda org, _: {marks.admins_of(org)}, lambda a, org, _: a.has(org, *library.ADMIN)),
    (lambda org, _: {marks.staff_of(org)}, lambda a, org, _: a.has(org, *library.STAFF)),
    (lambda _, seat: marks.overseers_of(seat), lambda a, _, seat: library.oversees(a, seat)),
    (lambda _, seat: marks.covering(seat, "pembina"), lambda a, _, seat: a.covers(seat, "pembina")),
    (lambda _, seat: {marks.belonging_below(seat)}, lambda a, _, seat: below(a, seat, *library.ANY)),
    (lambda _, seat: {marks.officers_below(seat)}, lambda a, _, seat: below(a, seat, *OFFICER_ROLES)),
)  # fmt: skip


@settings(max_examples=200, database=None, deadline=None)
@given(actor=ACTORS, organization=st.integers(1, 3), seat=CODES)
def test_circles_say_the_same_as_the_rules(actor: Actor, organization: int, seat: str):
    for circle, rule in RULES:
        inside = bool(circle(organization, seat) & {*marks.tokens_of(actor)})
        assert inside == rule(actor, organization, seat)


def test_filters_ask_for_words_that_entries_have():
    entry = marks.of_entry(12, VILLAGE, 2026, "surat_masuk", "official")
    filters = marks.Filters(organization=12, seat=REGENCY, year=2026, type="surat_masuk", status="official")
    assert entry.issuperset(marks.of_filters(filters))
    assert not entry.issuperset(marks.of_filters(marks.Filters(seat="73.0")))
    (odd,) = marks.of_filters(marks.Filters(seat="73' | 'qzall"))
    assert odd.isalnum()
