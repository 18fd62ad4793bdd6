"""The catalog tool, on a small house of its own."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from kimhub.core.templates import environment
from tools.catalog import as_mo, extract, faults, load, main, missing, po_path, update

pytestmark = pytest.mark.once

CODE = """
from kimhub.core.i18n import _, lazy_, ngettext, pgettext
TITLE = lazy_("Ketua")
def words(n):
    return _("Simpan"), ngettext("%(n)s anggota", "%(n)s anggota", n), pgettext("waktu", "Lalu")
"""
PAGE = """{% extends "base.html" %}{% block main %}
{% trans name=actor.name %}
  Selamat datang,
  {{ name }}
{% endtrans %}<p>{{ _("Forum") }}</p>{% endblock %}
"""
ENGLISH = {
    "Ketua": "Head",
    "Simpan": "Save",
    "%(n)s anggota": ("%(n)s member", "%(n)s members"),
    "Lalu": "Past",
    "Selamat datang, %(name)s": "Welcome, %(name)s",
    "Forum": "Forum",
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for folder, name, text in [("kimhub", "words.py", CODE), ("templates", "page.html", PAGE)]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
    return tmp_path


def translate(house: Path, **instead: object) -> None:
    """Write the catalog with ENGLISH, or with something `instead` for the text of that name."""
    catalog = extract(house)
    for message in list(catalog):
        if message.id:
            first = message.id if isinstance(message.id, str) else message.id[0]
            message.string = instead.get(first, ENGLISH[first])
    update(house, catalog)


def test_every_way_of_saying_something_is_collected(house: Path):
    ids = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in extract(house)
        if message.id
    }

    assert ids == set(ENGLISH)


def test_a_complete_catalog_has_no_fault(house: Path):
    translate(house)

    assert list(faults(house)) == []
    assert main(["check"], house) == 0
    with po_path(house).with_suffix(".mo").open("rb") as file:
        assert read_mo(file).get("Simpan").string == "Save"


def test_a_text_that_was_never_collected_is_missing(house: Path):
    translate(house)
    (house / "kimhub/words.py").write_text(CODE + '\nNEW = lazy_("Baru")')

    assert list(faults(house)) == ["no English for 'Baru' (kimhub/words.py)"]
    assert main(["check"], house) == 1


@pytest.mark.parametrize("english", ["", ("%(n)s member", "")])
def test_half_a_translation_is_none(house: Path, english: object):
    translate(house)
    catalog = load(house)
    entry = catalog.get("%(n)s anggota")
    entry.string = english
    update_files(house, catalog)

    assert [message.id for message in missing(house)] == [("%(n)s anggota", "%(n)s anggota")]


def test_a_guess_is_no_translation(house: Path):
    translate(house)
    catalog = load(house)
    catalog.get("Simpan").flags.add("fuzzy")
    update_files(house, catalog)

    assert [message.id for message in missing(house)] == ["Simpan"]


def test_a_translation_that_loses_a_name_is_wrong(house: Path):
    translate(house, **{"Selamat datang, %(name)s": "Welcome, %(nama)s"})

    assert [fault.split(":")[0] for fault in faults(house)] == [
        "wrong English for 'Selamat datang, %(name)s'"
    ]


def test_a_catalog_that_was_not_compiled_is_stale(house: Path):
    translate(house)
    text = po_path(house).read_text()
    po_path(house).write_text(text.replace('"Save"', '"Keep"'))

    assert list(faults(house)) == ["kimhub.mo is not compiled from kimhub.po: run make catalog"]


def test_collecting_again_keeps_the_words_and_changes_no_byte(house: Path):
    translate(house)
    before = po_path(house).read_bytes()

    assert main(["update"], house) == 0
    assert po_path(house).read_bytes() == before


def test_a_text_that_is_gone_leaves_the_catalog(house: Path):
    translate(house)
    (house / "templates/page.html").write_text("")
    update(house)

    assert load(house).get("Forum") is None
    assert "Forum" not in po_path(house).read_text()


def test_translations_come_back_in_by_the_file_that_was_printed(house: Path, capfdbinary, tmp_path: Path):
    main(["missing"], house)
    printed = capfdbinary.readouterr().out.decode()
    filled = tmp_path / "filled.po"
    filled.write_text(printed.replace('msgid "Simpan"\nmsgstr ""', 'msgid "Simpan"\nmsgstr "Save"'))

    assert main(["fill", str(filled)], house) == 0
    assert load(house).get("Simpan").string == "Save"


def test_blocks_are_collected_as_the_pages_look_them_up():
    """Jinja's trimming changes the text that is asked for; both sides must trim alike."""
    page = environment()

    assert page.policies["ext.i18n.trimmed"] is True
    assert (page.trim_blocks, page.lstrip_blocks) == (True, True)


def update_files(house: Path, catalog: object) -> None:
    """Write a catalog as it is, without collecting anew."""
    from tools.catalog import as_po

    po_path(house).write_bytes(as_po(catalog))  # type: ignore[arg-type]
    po_path(house).with_suffix(".mo").write_bytes(as_mo(load(house)))
