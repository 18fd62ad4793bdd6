"""Every template, read as Jinja and as HTML; and every fragment a handler may send."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.rules.handlers import is_web
from tests.rules.templates import block_faults, escape_faults, fragment_faults, html_faults
from tests.rules.trees import calls

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
HANDLERS = sorted(path for path in ROOT.glob("kimhub/*/**/*.py") if is_web(str(path.relative_to(ROOT))))
# The page on which the parts are looked at while they are made; nobody else sees it.
NOT_FOR_PEOPLE = {"dev_components.html"}


def nowhere(faults: Callable[[Path, str], Iterable[str]]) -> None:
    """None of the templates has such a fault; those that have are named."""
    assert len(TEMPLATES) > 300
    found = [
        f"{path.relative_to(FOLDER)}: {fault}"
        for path in TEMPLATES
        for fault in faults(path, path.read_text())
    ]

    assert not found, "\n".join(found)


def test_every_block_makes_sense_alone():
    nowhere(lambda path, source: block_faults(source))


def test_everything_people_wrote_is_escaped():
    nowhere(lambda path, source: escape_faults(source))


def test_pages_work_without_scripts_and_speak_through_the_catalog():
    def faults(path: Path, source: str) -> list[str]:
        found = html_faults(source, is_part=path.parent.name == "macros")
        return [
            fault for fault in found if path.name not in NOT_FOR_PEOPLE or "outside gettext" not in fault
        ]

    nowhere(faults)


def test_every_page_has_a_title_of_its_own():
    def faults(path: Path, source: str) -> Iterator[str]:
        if "{% extends" in source and not path.name.startswith("_") and "{% block title %}" not in source:
            yield "no block title"

    nowhere(faults)


@pytest.mark.parametrize(
    "source",
    [
        "{% if may %}{% block a %}secret{% endblock %}{% endif %}",
        "{% for x in xs %}{% block a scoped %}{{ x }}{% endblock %}{% endfor %}",
        "{% with x = 1 %}{% block a %}{{ x }}{% endblock %}{% endwith %}",
        "{% extends 'base.html' %}{% from 'macros.html' import field %}{% block a %}{% endblock %}",
        "{% extends 'base.html' %}{% set n = 1 %}{% block a %}{{ n }}{% endblock %}",
        "{% extends 'base.html' %}<p>never shown</p>{% block a %}{% endblock %}",
    ],
)
def test_the_known_traps_of_blocks_are_seen(source: str):
    assert len(block_faults(source)) == 1


@pytest.mark.parametrize(
    "source",
    ["{{ post.body|safe }}", "{{ (a ~ b)|safe }}", "{% autoescape false %}{{ x }}{% endautoescape %}"],
)
def test_a_hole_in_the_escaping_is_seen(source: str):
    assert len(escape_faults(source)) == 1


BAD = [
    '<p style="color: red"></p>',
    "<style>p { color: red }</style>",
    "<script>alert(1)</script>",
    '<button onclick="x()">{{ _("Simpan") }}</button>',
    '<button hx-on:click="x()">{{ _("Simpan") }}</button>',
    "<p hx-vals='js:{a: 1}'></p>",
    '<a href="javascript:x()">{{ _("Simpan") }}</a>',
    '<a href="/x" hx-boost="true">{{ _("Simpan") }}</a>',
    '<input hx-trigger="keyup[ctrlKey]">',
    '<script src="https://example.org/x.js"></script>',
    '<form method="post" action="/x"><button>{{ _("Kirim") }}</button></form>',
    '<form hx-post="/x" action="/x">{{ csrf_input() }}<button>{{ _("Kirim") }}</button></form>',
    '<button hx-post="/x">{{ _("Kirim") }}</button>',
    '<a hx-get="/x">{{ _("Buka") }}</a>',
    '<a href="/x" hx-delete="/x">{{ _("Hapus") }}</a>',
    '<img src="{{ photo }}">',
    '<a href="/x">{{ ui.icon("close") }}</a>',
    '<button><svg aria-hidden="true"><use href="{{ asset("icons.svg") }}#more"/></svg></button>',
    "<p>Selamat datang</p>",
    '<input placeholder="Nama lengkap">',
    '<a href="{{ url }}" target="_blank">{{ _("Buka") }}</a>',
]
GOOD = [
    '<form method="post" action="/x" hx-post="/x">{{ csrf_input() }}<button>{{ _("Ya") }}</button></form>',
    '<p><a href="/bahasa/en" lang="en">English</a></p>',
    '<form method="get" action="/cari"><input name="q" hx-get="/cari" aria-label="{{ _("Cari") }}"></form>',
    '<div id="n" hx-get="/n" hx-trigger="every 30s">{{ unread }}</div>',
    '<a href="/x">{{ ui.icon("close") }}<span class="vh">{{ _("Tutup") }}</span></a>',
    '<a href="/x">{{ icon("close") }}{% trans %}Tutup{% endtrans %}</a>',
    '<a href="/x"><img src="{{ photo }}" alt="{{ name }}"></a>',
    '<a href="/x" aria-label="{{ _("Tutup") }}">{{ icon("close") }}</a>',
    "{# <script>note</script> #}<p>{{ post.body }} – KIMHub 12</p>",
    '{% if x > 1 %}<p class="{% if y %}a{% endif %}">{{ _("Lebih > satu") }}</p>{% endif %}',
    "<code>kimhub doctor</code>",
    '<svg><title>gambar</title></svg><p>{{ _("Teks") }}</p>',
]


@pytest.mark.parametrize("source", BAD)
def test_a_fault_of_html_is_seen(source: str):
    assert len(html_faults(source)) == 1, html_faults(source)


def test_the_fields_of_a_macro_belong_to_the_form_around_its_call():
    field = '<input name="q" hx-get="/cari" aria-label="{{ _("Cari") }}">'

    assert html_faults(field, is_part=True) == []
    assert len(html_faults(field)) == 1
    assert len(html_faults(field.replace(' name="q"', ""), is_part=True)) == 1


@pytest.mark.parametrize("source", GOOD)
def test_sound_html_passes(source: str):
    assert html_faults(source) == []
    assert escape_faults("{{ post.html|safe }}{{ row.body_html|safe }}") == []


def pages(source: str) -> list[ast.Call]:
    """Every `Page(...)` written in a module."""
    return [call for call in calls(ast.parse(source)) if getattr(call.func, "id", "") == "Page"]


@cache
def sources(folder: Path) -> dict[str, str]:
    """Every template of a folder by its name."""
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}


def faults_of(call: ast.Call, folder: Path = FOLDER) -> list[str]:
    """What is wrong with the template and the blocks one `Page(...)` names."""
    if not all(isinstance(argument, ast.Constant) for argument in call.args):
        return ["template and blocks are written out, so that they can be checked"]
    name, *fragments = (argument.value for argument in call.args if isinstance(argument, ast.Constant))
    if not (folder / name).exists():
        return [f"there is no template {name}"]
    included = sources(folder)
    return [fault for block in fragments for fault in fragment_faults(included[name], block, included)]


def test_every_fragment_a_handler_sends_exists_and_carries_its_own_id():
    assert len(HANDLERS) > 100
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno} {fault}"
        for path in HANDLERS
        for call in pages(path.read_text())
        for fault in faults_of(call)
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("Page('t.html', 'posts')", '{% block posts %}<ol id="posts"></ol>{% endblock %}'),
        ("Page('t.html', 'posts')", "{% block posts %}{% include 'list.html' %}{% endblock %}"),
        ("Page('t.html')", ""),
    ],
)
def test_a_sound_fragment_passes(tmp_path: Path, source: str, blocks: str):
    (tmp_path / "t.html").write_text(blocks)
    (tmp_path / "list.html").write_text('<ol id="posts"></ol>')

    assert faults_of(pages(source)[0], tmp_path) == []


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("Page('t.html', 'posts')", '<ol id="posts"></ol>'),
        ("Page('t.html', 'posts')", '{% block posts %}{% endblock %}<ol id="posts"></ol>'),
        ("Page('other.html', 'posts')", ""),
        ("Page('t.html', name)", ""),
    ],
)
def test_a_fragment_without_its_place_is_seen(tmp_path: Path, source: str, blocks: str):
    (tmp_path / "t.html").write_text(blocks)

    assert len(faults_of(pages(source)[0], tmp_path)) == 1
