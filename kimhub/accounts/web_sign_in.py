"""Signing in, the second step, signing out."""

import json
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from kimhub.accounts import second_factor, sessions, throttle
from kimhub.accounts.service import account_of
from kimhub.accounts.sign_in import sign_in
from kimhub.accounts.web_entry import (
    HOME,
    as_guest,
    client_of,
    entry_cookies,
    safe_return,
    session_token,
)
from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone, signed_in
from kimhub.core.errors import Invalid, TooMany
from kimhub.core.page import FormData, Page, Redirect, set_cookie, wants_fragment

HALF_WAY = "/masuk/kode"


@get("/masuk", name="accounts:sign_in", **allow(anyone, before_must=True))
async def show_sign_in(actor: Me, lanjut: FromQuery[str | None] = None) -> Page | Redirect:
    """The form; straight on for people who are in already."""
    if actor.id and actor.must != HALF_WAY:
        return Redirect(safe_return(lanjut))
    return Page(
        "accounts/sign_in.html",
        store=False,
        kept=True,
        actor=as_guest(actor),
        lanjut=lanjut or "",
        remembered=True,
    )


@post("/masuk", **allow(anyone, before_must=True))
async def do_sign_in(request: Request, actor: Me, form: FormData) -> Page | Redirect:
    """303 to `lanjut` with a new session, or 422 with one sentence for every wrong pair; 429 if closed."""
    client, lasting, lanjut = client_of(request), "remember" in form, form.get("lanjut", "")
    headers, status = {}, 422
    try:
        person, opened = await sign_in(
            form.get("identity", ""),
            form.get("password", ""),
            client,
            lasting=lasting,
            instead_of=session_token(request),
        )
    except Invalid as no:
        errors = no.errors
    except TooMany as closed:
        errors = {"identity": throttle.sentence(closed)}
        headers["retry-after"] = str(closed.retry_after)
        status = 422 if wants_fragment(request) else 429  # htmx puts a 422 where the form was
    else:
        cookies = entry_cookies(client, person.id, opened, remember=lasting)
        then = safe_return(lanjut)
        if person.totp_secret:
            then = HALF_WAY + (f"?lanjut={quote(then)}" if then != HOME else "")
        return Redirect(then, cookies=cookies)
    return Page(
        "accounts/sign_in.html",
        "sign_in",
        status=status,
        headers=headers,
        store=False,
        actor=as_guest(actor),
        form=form,
        errors=errors,
        lanjut=lanjut,
        remembered=lasting,
    )


@get(HALF_WAY, **allow(signed_in, before_must=HALF_WAY))
async def show_code(actor: Me, lanjut: FromQuery[str | None] = None) -> Page | Redirect:
    if actor.must != HALF_WAY:
        return Redirect(safe_return(lanjut))
    return Page("accounts/code.html", store=False, actor=as_guest(actor), lanjut=lanjut or "")


@post(HALF_WAY, **allow(signed_in, before_must=HALF_WAY))
async def do_code(request: Request, actor: Me, form: FormData) -> Page | Redirect:
    """The second step: in fully with a code of the app or a recovery code, else 422."""
    lanjut = form.get("lanjut", "")
    if actor.must != HALF_WAY:
        return Redirect(safe_return(lanjut))
    person = await account_of(actor)
    try:
        opened = await second_factor.confirm(
            person, form.get("code", ""), client_of(request), actor.session or 0
        )
    except Invalid as no:
        return Page(
            "accounts/code.html",
            "second_step",
            status=422,
            store=False,
            actor=as_guest(actor),
            errors=no.errors,
            lanjut=lanjut,
        )
    return Redirect(
        safe_return(lanjut), cookies=[set_cookie("session", opened.token, seconds=opened.seconds)]
    )


@post("/keluar", **allow(anyone, before_must=True))
async def sign_out(request: Request, actor: Me) -> Redirect:
    """End this session; pages, drafts and lists of the person leave the phone with it."""
    if actor.id and actor.session:
        await sessions.sign_out(actor.session, actor.id)
    headers = {"clear-site-data": '"cache", "storage"'}
    if request.headers.get("hx-request") == "true":
        headers["hx-trigger"] = json.dumps({"draft:clear": {"target": "body", "value": ""}})
    return Redirect("/masuk", cookies=[set_cookie("session", "", seconds=0)], headers=headers)


@get("/keluar", **allow(anyone, before_must=True))
async def sign_out_page(actor: Me) -> Response[None]:
    """Following a link signs nobody out: back to where the button is."""
    return Redirect("/pengaturan" if actor.id else "/masuk")


HANDLERS = [show_sign_in, do_sign_in, show_code, do_code, sign_out, sign_out_page]
