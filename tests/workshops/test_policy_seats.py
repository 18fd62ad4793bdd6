"""Who may do what with places: actor by actor."""

from dataclasses import dataclass, field

import pytest

from kimhub.workshops import policy_seats
from kimhub.workshops.eligible import House, Target, may_come, standing
from tests.workshops.test_policy import NEIGHBOUR, PEOPLE, TEAM, Event

pytestmark = pytest.mark.once

INVITED = {"neighbour"}  # an admin of the KIM that is invited; its plain members do not answer


@dataclass
class Hall(Event):
    guests: bool = False


@dataclass
class OfHall:
    """A place in it, or an invitation of the neighbour."""

    workshop: Hall = field(default_factory=Hall)
    organization: int = NEIGHBOUR


def allowed(rule: object, thing: object) -> set[str]:
    return {name for name, actor in PEOPLE.items() if rule(actor, thing)}  # type: ignore[operator]


def test_everybody_with_an_account_may_ask_for_a_place_and_guests_where_they_are_welcome():
    signed_in = set(PEOPLE) - {"guest"}

    assert allowed(policy_seats.can_sign_up, Hall()) == signed_in
    assert allowed(policy_seats.can_sign_up, Hall(guests=True)) == set(PEOPLE)
    assert allowed(policy_seats.can_have_a_place, Hall(guests=True)) == signed_in


def test_a_draft_is_for_its_team():
    draft = Hall(state="draft", guests=True)

    assert allowed(policy_seats.can_sign_up, draft) == TEAM
    assert allowed(policy_seats.can_have_a_place, draft) == TEAM
    assert allowed(policy_seats.can_answer, OfHall(draft)) == set()


def test_the_team_manages_places_and_the_invited_answer_for_themselves():
    assert allowed(policy_seats.can_manage_place, OfHall()) == TEAM
    assert allowed(policy_seats.can_answer, OfHall()) == INVITED
    assert allowed(policy_seats.can_see_delegation, OfHall()) == TEAM | INVITED
    assert allowed(policy_seats.can_take_back, OfHall()) == TEAM


HOUSES = [House(1, "KIM Mallari", "73.08.16.2009"), House(2, "Diskominfo", "73.08")]


@pytest.mark.parametrize(
    ("targets", "come_for"),
    [
        ([], [1, 2]),
        ([Target(1, "")], [1]),
        ([Target(None, "73.08.16")], [1]),
        ([Target(None, "73.08")], [1, 2]),
        ([Target(None, "73.08.1")], []),  # no place, only the beginning of some
        ([Target(9, ""), Target(2, "")], [2]),
        ([Target(None, "73.09")], []),
    ],
)
def test_whom_an_event_is_for(targets: list[Target], come_for: list[int]):
    assert [house.id for house in standing(targets, HOUSES)] == come_for
    assert may_come(targets, HOUSES, guests=False) == (bool(come_for) or not targets)
    assert may_come(targets, [], guests=True)
    assert may_come(targets, [], guests=False) == (not targets)


def test_a_house_above_the_villages_has_no_kecamatan():
    assert [house.district for house in HOUSES] == ["73.08.16", ""]
