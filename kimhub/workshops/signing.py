"""Signing up for oneself: what the panel on a workshop's page says to one person, and the form."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.cleaning import checked_line
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import answering, eligible, own_next, questions, seat_words, seats, states
from kimhub.workshops.eligible import House
from kimhub.workshops.policy_seats import ANSWERING
from kimhub.workshops.questions import Question
from kimhub.workshops.quotas import FITS, Claim, Room, Rules
from kimhub.workshops.seat_sql import given
from kimhub.workshops.seats import Placed, SignUp
from kimhub.workshops.views import Workshop

SEXES: Final = ("L", "P")


class Place(Struct, frozen=True):
    """A registration as its own person sees it."""

    id: int
    workshop: int
    user: int | None
    delegation: int | None
    name: str
    phone: str
    email: str
    sex: str
    organization: int | None
    organization_name: str | None
    from_where: str
    kept_state: str
    line: int
    offered_until: datetime | None
    answers: str
    code: str
    reason: str
    key: UUID | None
    created_at: datetime

    @property
    def state(self) -> str:
        """As it is at this very moment: an offer that has run out is gone, whoever has noted that."""
        if self.kept_state == "offered" and self.offered_until and self.offered_until <= now():
            return "lapsed"
        return self.kept_state

    @property
    def stands_for(self) -> str:
        return self.organization_name or self.from_where

    @property
    def is_active(self) -> bool:
        return self.state in seats.ACTIVE


class Invitation(Struct, frozen=True):
    """An invitation of an organization that this person may answer for."""

    id: int
    organization: int
    name: str
    seats: int
    state: str
    answer_by: datetime | None
    named: int


PLACE: Final = (
    'SELECT r.id, r.workshop, r."user", r.delegation, r.name, r.phone, r.email, r.sex,'
    " r.organization, o.name AS organization_name, r.from_where, r.state AS kept_state, r.line,"
    " r.offered_until, r.answers, r.code, r.reason, r.key, r.created_at"
    " FROM workshop_registration r LEFT JOIN organization o ON o.id = r.organization"
)
_mine = prepare_sql(f'{PLACE} WHERE r.workshop = :workshop AND r."user" = :me', Place)
_ahead = prepare_sql(
    "SELECT count(*) FROM workshop_registration WHERE workshop = :workshop AND state = 'waiting'"
    " AND (line, id) < (:line, :id)"
)
_phone = prepare_sql("SELECT coalesce(phone, '') AS phone FROM account WHERE id = :me")
_invited = prepare_sql(
    "SELECT d.id, d.organization, o.name, d.seats, d.state, d.answer_by,"
    " (SELECT count(*) FROM workshop_registration r WHERE r.delegation = d.id"
    " AND r.state IN ('confirmed', 'offered')) AS named"
    " FROM workshop_delegation d JOIN organization o ON o.id = d.organization"
    " WHERE d.workshop = :workshop AND d.organization IN :organizations"
    " AND d.state IN ('invited', 'accepted') ORDER BY o.name",
    Invitation,
)


async def mine(workshop_id: int, user_id: int | None) -> Place | None:
    """The place this account has or had."""
    return await _mine.first(workshop=workshop_id, me=user_id) if user_id is not None else None


async def number_in_line(place: Place) -> int:
    """1 for whoever is next."""
    return int(await _ahead.value(workshop=place.workshop, line=place.line, id=place.id)) + 1


async def panel(workshop: Workshop, actor: Actor) -> dict[str, Any]:
    """What templates/workshops/_signup.html shows: `signup`, with

    state      offered, confirmed, waiting, asked, rejected, lapsed: of the person's own place; else
               open, full (a place in the line can be had), soon, shut, running, over, cancelled, draft,
               not_eligible, appointed (delegations only), invited_only, or sign_in (nobody is signed in)
    place, number     the own place, and how many-th in the line
    why        why there is no seat at once, or why not at all
    next       what a confirmed person can do by now (own_next.Next); None for everybody else
    form       True where there is something to fill in first; `houses` to choose from
    invitations       of organizations this person answers for
    """
    place = await mine(workshop.id, actor.id)
    told: dict[str, Any] = {"place": place, "number": 0, "why": "", "form": False, "houses": []}
    told["next"] = None
    told["invitations"] = await _invitations(workshop, actor)
    told["closes"] = states.closing(workshop)
    phase = workshop.phase
    if place and _still_holds(place.state, phase):
        if place.state == "confirmed":
            told["next"] = await own_next.of(workshop, place.id, now())
        elif place.state == "waiting":
            told["number"] = await number_in_line(place)
        return {"signup": told | {"state": place.state}}
    told["state"] = phase
    if place and place.state == "rejected":
        told["state"] = "rejected"
    elif phase not in {"open", "full"}:
        full = states.is_full(workshop) and not workshop.waiting_list
        told["why"] = seat_words.closed(phase, full=full and phase == "shut")
        if place and place.state == "lapsed":
            told["state"] = "lapsed"
    elif workshop.admission != "open":
        told["state"] = "appointed" if workshop.admission == "delegation" else "invited_only"
        told["why"] = seat_words.not_open_to_all(workshop.admission)
    elif actor.id is None:
        told["state"] = phase if workshop.guests else "sign_in"
        told["form"] = True
    else:
        told |= await _prospects(workshop, actor.id, phase)
    return {"signup": told}


def _still_holds(state: str, phase: str) -> bool:
    """Whether the own place is what there is to say: nobody waits for what is over or was called off."""
    if phase == "cancelled":
        return False
    return state == "confirmed" or (state in {"offered", "waiting", "asked"} and phase not in states.PAST)


async def form_of(workshop: Workshop, actor: Actor) -> tuple[list[Question], list[House]]:
    """The questions, and the organizations this person may stand for."""
    return await questions.of(workshop.id), await _houses(workshop, actor)


async def sign_up(workshop: Workshop, actor: Actor, form: dict[str, str], key: UUID) -> Placed:
    """For an account. Raises Invalid for what was filled in, Refused when nobody can sign up (any more)."""
    if actor.id is None:
        raise Refused(_("Masuk dulu untuk mendaftar."))
    targets = await eligible.targets_of(workshop.id)
    every = await eligible.houses_of(actor.id)
    if not eligible.may_come(targets, every, guests=workshop.guests):
        raise Refused(not_for_you())
    asked = await questions.of(workshop.id)
    answers, errors = answering.read(asked, form)
    house, wrong = _chosen(form, eligible.standing(targets, every))
    errors |= wrong
    sex, wrong = read_sex(form)
    if errors | wrong:
        raise Invalid(**errors | wrong)
    who = SignUp(
        name=actor.name,
        user=actor.id,
        phone=str(await _phone.value(me=actor.id) or ""),
        sex=sex,
        organization=house.id if house else None,
        district_code=house.district if house else "",
        answers=answering.dump(answers),
        agreed=True,
    )
    return await seats.sign_up(workshop.id, who, key, actor.id)


def not_for_you() -> str:
    return _("Acara ini untuk KIM atau wilayah tertentu, dan KIM Anda tidak termasuk.")


def read_sex(form: dict[str, str]) -> tuple[str, dict[str, str]]:
    """L, P, or nothing: nobody has to say."""
    sex = form.get("sex", "")
    return (sex, {}) if sex in {"", *SEXES} else ("", {"sex": _("Pilih satu dari daftar.")})


def read_place(form: dict[str, str]) -> str:
    """Where somebody without an organization of the list comes from. Raises Invalid."""
    return checked_line(form.get("from_where", ""), "from_where", most=160, least=0)


async def _houses(workshop: Workshop, actor: Actor) -> list[House]:
    if actor.id is None:
        return []
    targets = await eligible.targets_of(workshop.id)
    return eligible.standing(targets, await eligible.houses_of(actor.id))


async def _prospects(workshop: Workshop, me: int, phase: str) -> dict[str, Any]:
    """For somebody who could sign up now: whether they may, and whether there is a seat for them."""
    targets, every = await eligible.targets_of(workshop.id), await eligible.houses_of(me)
    if not eligible.may_come(targets, every, guests=workshop.guests):
        return {"state": "not_eligible", "why": not_for_you()}
    houses = eligible.standing(targets, every)
    found: dict[str, Any] = {"state": phase, "houses": houses}
    found["form"] = len(houses) > 1 or bool(await questions.of(workshop.id))
    if workshop.per_organization is not None or workshop.per_district is not None or phase == "full":
        rules = Rules(workshop.capacity, workshop.per_organization, workshop.per_district)
        room = Room(rules, await given(workshop=workshop.id))
        claims = [Claim(0, house.id, house.district) for house in houses] or [Claim(0)]
        obstacles = [room.obstacle(claim) for claim in claims]
        if FITS in obstacles:
            found["state"] = "open"
        else:
            found["why"] = seat_words.no_seat(obstacles[0], rules)
            found["state"] = "full" if workshop.waiting_list else "shut"
    return found


async def _invitations(workshop: Workshop, actor: Actor) -> list[Invitation]:
    """Of organizations whose officers or admins this person is among."""
    organizations = sorted(
        {g.organization for g in actor.grants if g.organization is not None and g.role in ANSWERING}
    )
    if not organizations:
        return []
    return await _invited(workshop=workshop.id, organizations=organizations)


def _chosen(form: dict[str, str], houses: list[House]) -> tuple[House | None, dict[str, str]]:
    """The organization somebody comes for: the only one, or the one picked from several."""
    if len(houses) < 2:
        return (houses[0] if houses else None), {}
    picked = form.get("organization", "")
    house = next((one for one in houses if str(one.id) == picked), None)
    return (house, {}) if house else (None, {"organization": _("Pilih KIM yang Anda wakili.")})
