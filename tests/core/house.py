"""A small slice of the tests' own: routes that show what the kernel does, whatever the real slices do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from jinja2 import ChoiceLoader, DictLoader
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from kimhub.accounts.tables import User
from kimhub.core import db
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone, signed_in
from kimhub.core.errors import Invalid, MustDo, NotFound, Refused, TooMany
from kimhub.core.flash import Flash
from kimhub.core.i18n import LOCALES, use_locale
from kimhub.core.page import Files, FormData, Page, Redirect
from kimhub.core.pages import Pages
from kimhub.core.tables import Bucket
from kimhub.core.templates import environment

PAGE = """{% extends "base.html" %}
{% block title %}{{ title }}{% endblock %}
{% block main %}
<h1>{{ title }}</h1>
{% block entry %}
<form id="entry" method="post" action="/coba/tulis">{{ csrf_input() }}
<p>{{ errors.body }}</p><textarea name="body">{{ form.body }}</textarea>
<input name="author" value="{{ form.author }}"></form>
{% endblock %}
{% block entries %}
<ul id="entries">{% for entry in entries %}<li>{{ entry }}</li>{% endfor %}</ul>
{% endblock %}
{% endblock %}
"""
PUBLIC = """{% extends "public.html" %}
{% block title %}{{ _("Beranda") }}{% endblock %}
{% block main %}<p>{{ moment | date_time }}</p><p>{{ text }}</p>{% endblock %}
"""
TEMPLATES = {"house/page.html": PAGE, "house/public.html": PUBLIC}


def owns(actor: Actor, person: User) -> bool:
    return actor.id == person.id


async def get_person(person_id: int) -> User | None:
    return await User.objects().get(User.id == person_id)


async def get_named(username: str) -> User | None:
    return await User.objects().get(User.username == username)


def page(*blocks: str, **values: Any) -> Page:
    return Page("house/page.html", *blocks, **{"title": "Coba", "entries": []} | values)


@get("/orang/{person_id:int}", **allow(owns, person=get_person))
async def show(person: NamedDependency[User]) -> Page:
    return page(title=person.name)


@post("/orang/{person_id:int}", **allow(owns, person=get_person))
async def change(person: NamedDependency[User], form: FormData) -> Redirect:
    return Redirect(f"/coba/orang/{person.id}", Flash("Tersimpan.", undo="/coba/urungkan"))


@get("/nama/{username:str}", **allow(anyone, person=get_named))
async def named(person: NamedDependency[User]) -> Page:
    return page(title=person.name)


@get("/tulis", **allow(signed_in))
async def show_form(q: FromQuery[str | None] = None, n: FromQuery[int | None] = None) -> Page:
    return page(title=q or "Coba", entries=[n])


@post("/tulis", **allow(signed_in))
async def write(form: FormData) -> Page | Redirect:
    try:
        if len(form.get("body", "")) < 3:
            raise Invalid(body="Tulis dulu sedikit.")
    except Invalid as no:
        return page("entry", status=422, form=form, errors=no.errors)
    if form.get("author"):
        return Redirect("/coba/tulis", form["author"])
    return page("entries", "entry", then="/coba/tulis", flash="Tersimpan.", entries=[form["body"]])


@post("/tamu", **allow(anyone))
async def guest(form: FormData) -> Redirect:
    return Redirect("/coba/tulis", form.get("body", "-"))


@post("/berkas", request_max_body_size=3_000_000, **allow(signed_in))
async def upload(form: FormData, files: Files) -> Page:
    names = [file.filename for many in files.values() for file in many]
    return page("entries", entries=[*names, *form.values()])


@post("/berkas/{person_id:int}", request_max_body_size=30_000_000, **allow(owns, person=get_person))
async def upload_for(person: NamedDependency[User], files: Files) -> Page:
    return page(entries=["sampai"])


@get("/umum", **allow(anyone))
async def public(q: FromQuery[str | None] = None) -> Page:
    return Page(
        "house/public.html", public=True, moment=datetime(2026, 11, 21, 23, 30, tzinfo=UTC), text=q or ""
    )


@get("/jalan", **allow(anyone))
async def away(ke: FromQuery[str]) -> Redirect:
    return Redirect(ke)


@get("/dua", **allow(anyone))
async def same_path_get() -> Page:
    return page()


@post("/dua", **allow(anyone))
async def same_path_post() -> Page:
    return page()


@get("/lurus", **allow(anyone))
async def straight(actor: Me, request: Request, kata: FromQuery[str | None] = None) -> Redirect:
    return Redirect(f"/x{kata}/{request.method}/{actor.id}")


def broken(actor: object, _: object) -> bool:
    raise RuntimeError("no answer")


@get("/rusak", **allow(broken))
async def unanswered() -> Page:
    return page(title="rahasia")


@get("/penuhi", **allow(anyone))
async def fill() -> Page:
    """Write until SQLite may not take a page more; PostgreSQL says by itself that its disk is full.

    Each row takes a page, and those that earlier tests left free come first: there may be thousands.
    """
    async with db.transaction():
        rows, width = 1, 50
        if db.engine_type() == "sqlite":
            rows, width = (await db.engine().fetch("PRAGMA freelist_count")).rows[0][0] + 20, 4_000
        for number in range(rows):
            await Bucket.insert(Bucket(key=f"{number:0{width}}", tries=0, resets_at=db.now()))
        await db.engine().fetch("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")
    return page()


def failures() -> dict[str, BaseException]:
    """What may go wrong inside a handler, by a word for the address."""
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return {
        "invalid": Invalid(body="Tidak bisa."),
        "missing": NotFound(),
        "refused": Refused("Topik ini sudah dikunci <b>."),
        "often": TooMany(77),
        "full": full,
        "no-space": OSError(errno.ENOSPC, "No space left on device"),
        "busy": busy,
        "bug": RuntimeError("rahasia dalam 0x7f"),
        "range": OverflowError("Python int too large to convert to SQLite INTEGER"),
        "first": MustDo("/persetujuan"),
    }


@get("/gagal", **allow(anyone))
async def fail(cara: FromQuery[str]) -> Page:
    raise failures()[cara]


@post("/gagal", **allow(signed_in))
async def fail_to_save(cara: FromQuery[str], form: FormData) -> Page:
    raise failures()[cara]


HANDLERS = [value for value in list(globals().values()) if isinstance(value, HTTPRouteHandler)]
router = Pages("/coba", HANDLERS)


@contextmanager
def templates() -> Iterator[None]:
    """Let the environments of both languages find TEMPLATES too, as long as the block lasts."""
    environments = []
    for locale in LOCALES:
        with use_locale(locale):
            environments.append(environment())
    loaders = [env.loader for env in environments]
    for env, loader in zip(environments, loaders, strict=True):
        assert loader
        env.loader = ChoiceLoader([DictLoader(TEMPLATES), loader])
    yield
    for env, loader in zip(environments, loaders, strict=True):
        env.loader = loader
