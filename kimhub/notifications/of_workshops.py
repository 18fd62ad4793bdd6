"""What people are told about workshops: their place, what changed, what is coming, what is owed.

Whoever signed up without an account has a letter where they left an address, and else the personal link.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kimhub.core import mail
from kimhub.core.bus import on
from kimhub.core.db import now, transaction
from kimhub.core.i18n import _, use_locale
from kimhub.core.jobs import enqueue
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import excerpt
from kimhub.forum.audience import Told
from kimhub.notifications import service
from kimhub.notifications.recipients import admins_of, officers_of, overseers_of, those_who
from kimhub.notifications.sentences_workshops import WORKSHOPS
from kimhub.notifications.telling import Matter, tell_all
from kimhub.settings import load
from kimhub.workshops import crowd, events, policy, workshops
from kimhub.workshops.crowd import Place
from kimhub.workshops.views import Workshop

# What the person has just done needs no mark on the bell: it stands in the list, and goes out as a letter.
OWN: Final = {"confirmed", "waiting", "asked"}
_GUEST_PAGES: Final = {"feedback_asked": "/umpan-balik", "certificate_issued": "/sertifikat"}


@dataclass(frozen=True, slots=True)
class GuestLetter:
    """A letter to somebody without an account. `facts` are those of the sentence."""

    registration_id: int
    kind: str
    workshop_id: int
    facts: dict[str, Any]


_delegation = prepare_sql(
    "SELECT d.organization, d.seats, d.answer_by, d.state, o.name FROM workshop_delegation d"
    " JOIN organization o ON o.id = d.organization WHERE d.id = :id"
)
_asked_houses = prepare_sql(
    "SELECT id, organization FROM workshop_delegation WHERE workshop = :workshop AND state = 'invited'"
)
_message = prepare_sql("SELECT subset, body FROM workshop_message WHERE id = :id")


# ------------------------------------------------------------------------------------------ one's own place


@on(events.SeatChanged)
async def tell_about_the_place(event: events.SeatChanged) -> None:
    place = await crowd.place(event.registration_id)
    workshop = await workshops.by_id(event.workshop_id)
    if place is None or workshop is None:
        return
    await service.settle(_about(place.id, "offered"))
    if event.state == "asked":
        await _ask_the_team(workshop, event.actor_id)
    elif workshop.asking == 0:
        await service.settle(f"asking:{workshop.id}")
    # Jobs may come late: what is not so any more is not told.
    if place.state != event.state or place.line != event.line:
        return
    own = event.actor_id == place.user if place.user is not None else event.actor_id is None
    if own and event.state == "cancelled":
        return
    if workshop.state != "draft":  # of a draft nobody hears but those who plan it
        await _tell_of_place(place, workshop, own=own)


@on(events.WorkshopPublished)
async def tell_whom_the_team_wrote_down_before(event: events.WorkshopPublished) -> None:
    """Their page opens only now."""
    workshop = await workshops.by_id(event.workshop_id)
    if workshop is not None and workshop.state != "draft":
        for place in await crowd.places(workshop.id):
            await _tell_of_place(place, workshop, own=place.user == event.actor_id)


async def _tell_of_place(place: Place, workshop: Workshop, *, own: bool) -> None:
    facts: dict[str, Any] = {"title": workshop.title, "line": place.line}
    if place.offered_until is not None:
        facts |= {"until": place.offered_until.isoformat(), "code": workshop.wilayah_code}
    if place.reason:
        facts["reason"] = place.reason
    # The same may come twice: in, refused, in again. Each time is told.
    stamp = int(place.changed_at.timestamp() * 1000)
    if place.user is None:
        await _write(place, f"seat_{place.state}", workshop, facts, f"seat-{place.state}-{stamp}")
        return
    about = _about(place.id, place.state)
    matter = Matter(
        f"seat_{place.state}",
        about if place.state == "offered" else f"{about}:{stamp}",
        workshop.path,
        first=1,
        upto=stamp,
        needs_action=place.state == "offered",
        quiet=own and place.state in OWN,
        by_mail=True,
        data=facts,
    )
    await tell_all(matter, Told([place.user], answered=frozenset({place.user})))


@on(events.DelegationInvited)
async def ask_the_house(event: events.DelegationInvited) -> None:
    """Its officers name the people."""
    row = await _delegation.first(id=event.delegation_id)
    workshop = await workshops.by_id(event.workshop_id)
    if row is None or workshop is None or row["state"] != "invited":
        return
    facts = {"title": workshop.title, "organization": row["name"], "seats": row["seats"]}
    people = await officers_of(row["organization"])
    matter = Matter(
        "delegation_invited",
        f"delegation:{event.delegation_id}",
        f"{workshop.path}/utusan/{event.delegation_id}",
        first=1,
        upto=1,
        from_user=event.actor_id,
        needs_action=True,
        by_mail=True,
        data=facts,
    )
    await tell_all(matter, Told(sorted(people), answered=frozenset(people)))


@on(events.DelegationAnswered)
async def the_house_has_answered(event: events.DelegationAnswered) -> None:
    await service.settle(f"delegation:{event.delegation_id}")


# ---------------------------------------------------------------------------------------- the event itself


@on(events.WorkshopChanged)
async def tell_what_changed(event: events.WorkshopChanged) -> None:
    workshop = await workshops.by_id(event.workshop_id)
    if workshop is None or workshop.state != "open" or not event.what:
        return
    facts = _when(workshop) | {"what": [*event.what]}
    kind = "workshop_postponed" if "postponed" in event.what else "workshop_changed"
    await _tell_everybody(
        workshop, kind, f"changed:{workshop.id}", event.version, facts, event.actor_id, crowd.INTERESTED
    )


@on(events.WorkshopCancelled)
async def tell_that_it_is_off(event: events.WorkshopCancelled) -> None:
    workshop = await workshops.by_id(event.workshop_id)
    if workshop is None or workshop.state != "cancelled":
        return
    facts = _when(workshop) | {"reason": event.reason}
    about = f"off:{workshop.id}"
    people = await crowd.places(workshop.id, crowd.INTERESTED)
    await _tell_people(workshop, "workshop_off", about, 1, facts, event.actor_id, people, workshop.path)
    # Nobody has to answer any more; houses that were asked and have named nobody yet hear of it too.
    await service.settle(f"asking:{workshop.id}")
    for place in people:
        if place.state == "offered":
            await service.settle(_about(place.id, "offered"))
    officers: set[int] = set()
    for house in await _asked_houses(workshop=workshop.id):
        await service.settle(f"delegation:{house['id']}")
        officers |= await officers_of(house["organization"])
    told = sorted(officers - {event.actor_id, *crowd.accounts(people)})
    matter = Matter("workshop_off", about, workshop.path, first=1, upto=1, from_user=event.actor_id,
                    by_mail=True, data=facts)  # fmt: skip
    await tell_all(matter, Told(told, answered=frozenset(told)))


@on(events.ReminderDue)
async def remind(event: events.ReminderDue) -> None:
    workshop = await workshops.by_id(event.workshop_id)
    if workshop is None or workshop.state != "open" or workshop.starts_at is None:
        return
    starts_at = datetime.fromisoformat(event.starts_at)
    if workshop.starts_at != starts_at:
        return
    about = f"reminder:{workshop.id}:{int(starts_at.timestamp())}:{event.ahead}"
    today, its_day = (moment.astimezone(workshop.zone).date() for moment in (now(), starts_at))
    ahead = "today" if event.ahead == "1d" and its_day == today else event.ahead  # the machine was off
    facts = _when(workshop) | {"ahead": ahead}
    await _tell_everybody(workshop, "workshop_soon", about, 1, facts, None, crowd.COMING)


@on(events.MessageSent)
async def pass_the_message_on(event: events.MessageSent) -> None:
    row = await _message.first(id=event.message_id)
    workshop = await workshops.by_id(event.workshop_id)
    if row is None or workshop is None:
        return
    people = await subset(workshop.id, row["subset"])
    facts = {"title": workshop.title, "words": excerpt(row["body"], 300), "message": event.message_id}
    where = f"{workshop.path}/pesan/{event.message_id}"
    await _tell_people(
        workshop, "workshop_message", f"message:{event.message_id}", 1, facts, event.actor_id, people, where
    )


@on(events.WorkshopFinished)
async def ask_how_it_was(event: events.WorkshopFinished) -> None:
    """Those who were there, how it was; the team, for the report."""
    workshop = await workshops.by_id(event.workshop_id)
    if workshop is None:
        return
    people = await crowd.present(workshop.id)
    facts = {"title": workshop.title}
    where = f"{workshop.path}/umpan-balik"
    await _tell_people(
        workshop, "feedback_asked", f"feedback:{workshop.id}", 1, facts, event.actor_id, people, where
    )


# ------------------------------------------------------------------------------ certificates and the report


@on(events.CertificateIssued)
async def tell_of_the_certificate(event: events.CertificateIssued) -> None:
    await _certificate(event, "certificate_issued", "")


@on(events.CertificateRevoked)
async def tell_that_it_holds_no_longer(event: events.CertificateRevoked) -> None:
    await service.settle(f"certificate:{event.certificate_id}:issued")
    await _certificate(event, "certificate_revoked", event.reason)


@on(events.ReportOwed)
async def ask_for_the_report(event: events.ReportOwed) -> None:
    workshop = await workshops.by_id(event.workshop_id)
    if workshop is not None:
        people = await team_of(workshop)
        about, where = f"report:{workshop.id}:owed", f"{workshop.path}/laporan"
        matter = Matter(
            "report_owed",
            about,
            where,
            first=1,
            upto=event.week,
            needs_action=True,
            by_mail=True,
            data={"title": workshop.title},
        )
        await tell_all(matter, Told(sorted(people)))


@on(events.ReportSubmitted)
async def ask_the_pembina_to_look(event: events.ReportSubmitted) -> None:
    await service.settle(f"report:{event.workshop_id}:owed")
    workshop = await workshops.by_id(event.workshop_id)
    if workshop is None:
        return
    people = await those_who(policy.can_accept_report, workshop, await overseers_of(workshop.seat))
    await service.tell(
        people,
        "report_sent",
        about=f"report:{workshop.id}:sent",
        url=f"{workshop.path}/laporan",
        needs_action=True,
        from_user=event.actor_id,
        title=workshop.title,
        organization=workshop.owner_name,
    )


@on(events.ReportTakenBack)
async def there_is_nothing_to_look_at(event: events.ReportTakenBack) -> None:
    await service.settle(f"report:{event.workshop_id}:sent")


@on(events.ReportDecided)
async def tell_what_became_of_the_report(event: events.ReportDecided) -> None:
    await service.settle(f"report:{event.workshop_id}:sent")
    workshop = await workshops.by_id(event.workshop_id)
    if workshop is not None:
        await service.tell(
            await team_of(workshop),
            "workshop_report_accepted" if event.accepted else "workshop_report_returned",
            about=f"report:{workshop.id}:decided",
            url=f"{workshop.path}/laporan",
            needs_action=not event.accepted,
            from_user=event.actor_id,
            title=workshop.title,
            reason=event.note,
        )


# ------------------------------------------------------------------------------------------ who, and how


async def team_of(workshop: Workshop) -> set[int]:
    """Who runs it: whoever began it and its organizers, as far as they still may; else the owner's admins,
    in an office everybody who works there."""
    named = {user for user, role in workshop.helpers.items() if role == "organizer"}
    if workshop.created_by is not None:
        named.add(workshop.created_by)
    if people := await those_who(policy.can_manage, workshop, named):
        return people
    return await admins_of(workshop.organization) or await overseers_of(workshop.seat)


async def subset(workshop_id: int, which: str) -> list[Place]:
    """The people a message is for."""
    if which == "present":
        return await crowd.present(workshop_id)
    if which == "absent":
        there = {one.id for one in await crowd.present(workshop_id)}
        return [one for one in await crowd.places(workshop_id, crowd.COMING) if one.id not in there]
    return await crowd.places(workshop_id, crowd.INTERESTED if which == "all" else [which])


async def send_guest_letter(letter: GuestLetter) -> None:
    """The sentence, the whole of a message, the address of the event and the personal link, by which a
    guest takes an offered seat, says how it was and has the certificate; nothing of other people."""
    place = await crowd.place(letter.registration_id)
    workshop = await workshops.by_id(letter.workshop_id)
    if place is None or workshop is None or not place.email or not mail.is_configured():
        return
    with use_locale("id"):
        said = WORKSHOPS[letter.kind]({**letter.facts, "who": workshop.owner_name, "happened": 1})
        parts = [_("Halo %(name)s,") % {"name": place.name}]
        message = await _message.first(id=letter.facts["message"]) if "message" in letter.facts else None
        if message:
            intro = _("Pesan dari panitia “%(title)s”:") % {"title": workshop.title}
            parts += [intro, message["body"]]
        else:
            parts.append(f"{said}.")
        base = load().base_url
        parts.append(_("Halaman kegiatan:") + f"\n{base}{workshop.path}")
        if place.link:
            mine = f"{base}{place.link}{_GUEST_PAGES.get(letter.kind, '')}"
            parts.append(_("Tautan pribadi Anda, jangan dibagikan:") + f"\n{mine}")
    await mail.send(place.email, said, "\n\n".join(parts) + "\n")


async def _write(place: Place, kind: str, workshop: Workshop, facts: dict[str, Any], what: str) -> None:
    """A letter to a guest; `what` tells this telling from all others, and goes out once."""
    if place.email and mail.is_configured():
        async with transaction():
            if await crowd.first_time(place.id, what):
                await enqueue(send_guest_letter, GuestLetter(place.id, kind, workshop.id, facts))


async def _tell_everybody(
    workshop: Workshop,
    kind: str,
    about: str,
    upto: int,
    facts: dict[str, Any],
    by: int | None,
    states: tuple[str, ...],
) -> None:
    people = await crowd.places(workshop.id, states)
    await _tell_people(workshop, kind, about, upto, facts, by, people, workshop.path)


async def _tell_people(
    workshop: Workshop,
    kind: str,
    about: str,
    upto: int,
    facts: dict[str, Any],
    by: int | None,
    people: list[Place],
    where: str,
) -> None:
    told = [person for person in crowd.accounts(people) if person != by]
    matter = Matter(kind, about, where, first=upto, upto=upto, from_user=by, by_mail=True, data=facts)
    await tell_all(matter, Told(told, answered=frozenset(told)))
    for place in people:
        if place.user is None:
            await _write(place, kind, workshop, facts, f"{about}:{upto}")


async def _certificate(
    event: events.CertificateIssued | events.CertificateRevoked, kind: str, reason: str
) -> None:
    place = await crowd.place(event.registration_id) if event.registration_id else None
    if event.registration_id is None and event.user_id:  # a speaker, who never signed up
        place = Place(0, event.workshop_id, event.user_id, "", "", "confirmed", 0, None, "", now())
    workshop = await workshops.by_id(event.workshop_id)
    if place is None or workshop is None:
        return
    facts = {"title": workshop.title, "reason": reason}
    about = f"certificate:{event.certificate_id}:{kind.removeprefix('certificate_')}"
    await _tell_people(workshop, kind, about, 1, facts, None, [place], "/sertifikat")


async def _ask_the_team(workshop: Workshop, by: int | None) -> None:
    await service.tell(
        await team_of(workshop),
        "seat_to_approve",
        about=f"asking:{workshop.id}",
        url=f"{workshop.path}/peserta?status=asked",
        needs_action=True,
        from_user=by,
        title=workshop.title,
    )


def _about(registration_id: int, state: str) -> str:
    return f"seat:{registration_id}:{state}"


def _when(workshop: Workshop) -> dict[str, Any]:
    starts_at = workshop.starts_at.isoformat() if workshop.starts_at else ""
    return {
        "title": workshop.title,
        "starts_at": starts_at,
        "code": workshop.wilayah_code,
        "place": workshop.venue,
    }
