"""A page put together from kept pieces is the page Jinja would have rendered."""

from collections import defaultdict
from itertools import count

import pytest
from jinja2 import UndefinedError, meta
from markupsafe import Markup

from kimhub.core import parts, shell
from kimhub.core.actor import Actor, Home
from kimhub.core.flash import Flash
from kimhub.core.i18n import use_locale
from kimhub.core.shell import Hole
from kimhub.core.templates import environment

pytestmark = pytest.mark.once

SITI = Actor(id=1, name="Siti <b>", initials="S", home=Home(1, "KIM & Co", "kim", "kim", "73", "Desa"))
BUDI = Actor(id=2, name="Budi", initials="B", unread=3, theme="dark")
SOURCE = (
    '{% extends "base.html" %}{% block title %}{{ topic }}{% endblock %}'
    "{% block main %}<h1>{{ topic }}</h1>{{ posts }}"
    "<form>{{ csrf_input() }}{{ form.key or new_key() }}{{ form.body }}</form>"
    "{% block end %}.{% endblock %}{% endblock %}"
)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    shell.forget()
    monkeypatch.setattr(shell, "_fills_base", lambda *_: True)


def render(*arguments) -> str:
    return parts.plain(shell.render(*arguments)).decode()


def page(actor: Actor, path: str = "/x", **more: object) -> dict[str, object]:
    keys = count(1)
    return {
        "actor": actor,
        "path": path,
        "section": "forum",
        "flash": None,
        "csrf_token": lambda: f"token-{actor.id}",
        "csrf_input": lambda: shell.token_field(f"token-{actor.id}"),
        "new_key": lambda: f"key-{next(keys)}",
        "form": defaultdict(str),
        "errors": defaultdict(str),
    } | more


def template():
    made = environment().from_string(SOURCE)
    made.name = "test.html"
    return made


def test_the_whole_is_what_jinja_renders():
    made = template()
    for actor in (SITI, BUDI, Actor()):
        for path in ("/a", "/b?x=<y>"):
            for section in ("forum", "home"):
                values = page(actor, path, section=section, topic="Ronda & jaga", posts=Markup("<p>1</p>"))
                wanted = made.render(values | {"new_key": lambda: "key-1"})

                for _ in range(2):
                    assert render(made, values | {"new_key": lambda: "key-1"}) == wanted


def test_the_whole_with_kept_blocks_is_what_jinja_renders():
    made = template()
    for actor in (SITI, BUDI):
        for topic in ("Ronda & jaga", "Panen"):
            for posts in ("<p>1</p>", "<p>2</p>"):
                context = {"topic": topic, "posts": Hole([posts.encode()]), "section": "forum"}
                values = page(actor, **context)

                assert render(made, values, context) == made.render(page(actor, **context))


def test_nothing_of_one_person_reaches_another():
    made = template()
    context = {"topic": "Ronda", "posts": Hole([b"<p>1</p>"]), "section": "forum"}

    render(made, page(SITI, **context), context)
    shown = render(made, page(BUDI, **context), context)

    assert "Siti" not in shown
    assert "KIM &amp; Co" not in shown
    assert "token-1" not in shown
    assert shown.count("token-2") == made.render(page(BUDI, **context)).count("token-2")


def test_a_kept_block_that_reads_the_actor_fails_at_once():
    made = environment().from_string(
        '{% extends "base.html" %}{% block main %}{{ actor.name }}{% endblock %}'
    )
    made.name = "test.html"

    with pytest.raises(UndefinedError):
        render(made, page(SITI, section="forum"), {"section": "forum"})
    assert "Siti" in render(made, page(SITI, section="forum"))


def test_each_form_gets_a_key_of_its_own():
    made = template()
    context = {"topic": "Ronda", "posts": Hole(), "section": "forum"}
    keys = count(1)

    shown = [
        render(made, page(SITI, **context) | {"new_key": lambda: f"key-{next(keys)}"}, context)
        for _ in range(2)
    ]

    assert ("key-1" in shown[0], "key-2" in shown[1]) == (True, True)


def test_what_was_typed_is_never_kept():
    made = template()
    context = {"topic": "Ronda", "posts": Hole(), "section": "forum"}
    typed = defaultdict(str, body="Rahasia", key="mine")

    assert "Rahasia" in render(made, page(SITI, **context, form=typed), context | {"form": typed})
    assert "Rahasia" not in render(made, page(SITI, **context), context)


def test_a_message_is_shown_once_and_not_kept():
    made = template()
    values = page(SITI, topic="Ronda", posts="")

    assert "Tersimpan." in render(made, values | {"flash": Flash("Tersimpan.")})
    assert "Tersimpan." not in render(made, values)


def test_each_language_has_its_own():
    made = template()
    values = page(SITI, topic="Ronda", posts="")
    shown = {}
    for locale in ("id", "en"):
        actor = Actor(id=1, name="Siti", locale=locale)
        with use_locale(locale):
            made = environment().from_string(SOURCE)
            made.name = "test.html"
            shown[locale] = render(made, values | {"actor": actor})

    assert '<html lang="id"' in shown["id"]
    assert '<html lang="en"' in shown["en"]


def test_nobody_can_write_a_mark():
    made = template()
    context = {"topic": "\ue000csrf_token\ue001", "posts": Hole(), "section": "forum"}

    shown = render(made, page(SITI, **context), context)

    assert shown.count("token-1") == made.render(page(SITI, **context)).count("token-1")


def test_the_shell_reads_nothing_that_is_not_in_its_key():
    """Who lets base.html read more adds it to KEY (or to MARKED and `_shell`)."""
    env = environment()
    source = env.loader.get_source(env, shell.BASE)[0]
    read = meta.find_undeclared_variables(env.parse(source)) - {*env.globals} - {"installation"}

    assert read <= {*shell.KEY, *shell.MARKED}
