"""People without an account: signing up by name and number, and the personal link back to their place."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.core import limits, mail, phones
from kimhub.core.actor import Actor
from kimhub.core.cleaning import checked_line
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import answering, links, questions, seats, states
from kimhub.workshops import workshops as finding
from kimhub.workshops.seating import held_with
from kimhub.workshops.seats import Placed, SignUp
from kimhub.workshops.signing import PLACE, Place, read_place, read_sex
from kimhub.workshops.tables_seats import Registration
from kimhub.workshops.views import Workshop

# A phone is passed around a table, so a device may write down a table full of people.
OF_DEVICE: Final = 15
OF_NUMBER: Final = 5  # of one number, over all events
PER: Final = timedelta(hours=1)


class Personal(Struct, frozen=True):
    """What a personal link opens."""

    workshop: Workshop
    place: Place
    secret: str

    @property
    def path(self) -> str:
        return f"/ikut/{self.secret}"


_by_secret = prepare_sql(f"{PLACE} WHERE r.secret = :secret AND r.secret <> ''", Place)


async def get_personal(secret: str) -> Personal | None:
    """The place behind this link; none of a draft, nor once the workshop's data have been purged."""
    place = await _by_secret.first(secret=links.hashed(secret)) if len(secret) < 100 else None
    workshop = await finding.by_id(place.workshop) if place else None
    if place is None or workshop is None or workshop.state == states.DRAFT:
        return None
    return Personal(workshop, place, secret)


async def sign_up(workshop: Workshop, form: Mapping[str, str], key: UUID, device: str) -> Placed:
    """For a guest; sent twice it is one place. Raises Invalid, Refused, TooMany."""
    if not workshop.guests:
        raise Refused(_("Masuk dulu untuk mendaftar."))
    who = await read(workshop, dict(form))
    await limits.spend("guest-number", who.phone, most=OF_NUMBER, per=PER)
    await limits.spend("guest-device", device, most=OF_DEVICE, per=PER)
    return await seats.sign_up(workshop.id, who, key, None)


async def read(workshop: Workshop, form: dict[str, str]) -> SignUp:
    """Who a form speaks of; raises Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    name = phone = from_where = email = ""
    try:
        name = checked_line(form.get("name", ""), "name", least=3, empty=_("Tulis nama Anda."))
    except Invalid as no:
        errors |= no.errors
    try:
        phone = phones.normalise(form.get("phone", ""))
    except Invalid as no:
        errors |= no.errors
    try:
        from_where = read_place(form)
    except Invalid as no:
        errors |= no.errors
    try:
        email = read_email(form)
    except Invalid as no:
        errors |= no.errors
    answers, wrong = answering.read(await questions.of(workshop.id), form)
    sex, no_sex = read_sex(form)
    errors |= wrong | no_sex
    if errors:
        raise Invalid(**errors)
    return SignUp(
        name=name,
        phone=phone,
        email=email,
        sex=sex,
        from_where=from_where,
        answers=answering.dump(answers),
        agreed=True,
    )


def read_email(form: dict[str, str]) -> str:
    """The address somebody without an account gives, or none. Raises Invalid for what is no address."""
    text = form.get("email", "").strip()
    return checked_line(mail.check_address(text), "email") if text else ""


async def change(place: Place, workshop: Workshop, form: dict[str, str]) -> None:
    """Other answers, and for somebody without an account another name or origin; the number stays, for it
    says who this is. Raises Invalid, Refused once it is over."""
    errors: dict[str, str] = {}
    name, from_where, email = place.name, place.from_where, place.email
    if place.user is None:
        try:
            name = checked_line(form.get("name", ""), "name", least=3, empty=_("Tulis nama Anda."))
            from_where = read_place(form)
            email = read_email(form)
        except Invalid as no:
            errors |= no.errors
    answers, wrong = answering.read(await questions.of(workshop.id), form)
    sex, no_sex = read_sex(form)
    errors |= wrong | no_sex
    if errors:
        raise Invalid(**errors)
    async with held_with(place.id) as (hall, row):
        if row.state not in seats.ACTIVE or (hall.ends_at is not None and hall.ends_at <= now()):
            raise Refused(_("Pendaftaran ini sudah berakhir, jadi tidak bisa diubah lagi."))
        await Registration.update(
            {
                Registration.name: name,
                Registration.from_where: from_where,
                Registration.email: email,
                Registration.sex: sex,
                Registration.answers: answering.dump(answers),
                Registration.changed_at: now(),
            }
        ).where(Registration.id == row.id)
        hall.touched = True  # the door's phones ask for what has changed


def anyone_with_the_link(_actor: Actor, _thing: object) -> bool:
    """The secret is the right."""
    return True
