"""What one wants by e-mail, and the one-tap way out that every letter carries."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.accounts.service import account_of
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone, signed_in
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.mail import is_configured
from kimhub.core.page import FormData, Page
from kimhub.core.zones import current_zone
from kimhub.notifications import choices


@get("/atur", name="notifications:choices", **allow(signed_in))
async def show_choices(actor: Me) -> Page:
    chosen = await choices.choice_of(actor.id or 0)
    form = {"level": chosen.level, "hour": str(chosen.hour)}
    return Page("notifications/choices.html", form=form, **await _context(actor))


@post("/atur", name="notifications:choose", **allow(signed_in))
async def choose(actor: Me, form: FormData) -> Page:
    try:
        await choices.choose(
            actor.id or 0, form.get("level", ""), form.get("hour", str(choices.MORNING)), current_zone()
        )
    except Invalid as no:
        return Page(
            "notifications/choices.html",
            "choices",
            status=422,
            form=form,
            errors=no.errors,
            **await _context(actor),
        )
    return Page(
        "notifications/choices.html",
        "choices",
        then="/pemberitahuan/atur",
        flash=_("Tersimpan."),
        form=form,
        **await _context(actor),
    )


@get(
    "/berhenti/{token:str}",
    name="notifications:stop_form",
    **allow(anyone, before_must=True, person=choices.get_stop),
)
async def stop_form(person: NamedDependency[int]) -> Page:
    """A page with a button: a program that looks at all links of a letter must not end it."""
    return Page("notifications/stop.html", store=False, done=False)


@post(
    "/berhenti/{token:str}",
    name="notifications:stop",
    **allow(anyone, before_must=True, sealed=False, person=choices.get_stop),
)
async def stop(person: NamedDependency[int]) -> Page:
    """By the button of that page, or by a mail program that posts here by itself (RFC 8058)."""
    await choices.stop(person)
    return Page("notifications/stop.html", store=False, done=True)


async def _context(actor: Actor) -> dict[str, Any]:
    person = await account_of(actor)
    return {
        "section": "account",
        "email": person.email,
        "can_mail": is_configured(),
        "levels": [(key, str(words)) for key, words in choices.LEVELS.items()],
        "hours": [(str(hour), f"{hour:02}.00") for hour in choices.HOURS],
    }


CHOICES = [show_choices, choose, stop_form, stop]
