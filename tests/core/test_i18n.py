"""The language of a request, and text translated when it is read."""

import asyncio
import struct
from pathlib import Path

import pytest

from kimhub.core import i18n
from kimhub.core.i18n import _, bind, chosen, current_locale, lazy_, ngettext, pgettext, use_locale

pytestmark = pytest.mark.once


def _mo(messages: dict[str, str]) -> bytes:
    """A compiled catalog with these messages, in the format of `msgfmt`."""
    head = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    pairs = sorted((k.encode(), v.encode()) for k, v in ({"": head} | messages).items())
    start = 28 + 16 * len(pairs)
    blob, keys, values = b"", b"", b""
    for column in (0, 1):
        for pair in pairs:
            entry = struct.pack("<II", len(pair[column]), start + len(blob))
            keys, values = (keys + entry, values) if column == 0 else (keys, values + entry)
            blob += pair[column] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return header + keys + values + blob


@pytest.fixture
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "kimhub.mo").write_bytes(
        _mo(
            {
                "Beranda": "Home",
                "%(n)s anggota\0%(n)s anggota ": "%(n)s member\0%(n)s members",
                "bulan\x04Mei": "May",
            }
        )
    )
    monkeypatch.setattr(i18n, "CATALOGS", tmp_path)
    i18n._catalog.cache_clear()
    yield
    i18n._catalog.cache_clear()


def test_indonesian_is_the_source_and_needs_no_catalog() -> None:
    assert current_locale() == "id"
    assert _("Beranda") == "Beranda"
    assert ngettext("%(n)s anggota", "%(n)s anggota", 3) == "%(n)s anggota"
    assert ngettext("Seorang anggota", "%(n)s anggota", 1) == "Seorang anggota"
    assert pgettext("bulan", "Mei") == "Mei"


def test_english_comes_from_the_catalog(english: None) -> None:
    with use_locale("en"):
        assert _("Beranda") == "Home"
        assert ngettext("%(n)s anggota", "%(n)s anggota ", 1) == "%(n)s member"
        assert ngettext("%(n)s anggota", "%(n)s anggota ", 2) == "%(n)s members"
        assert pgettext("bulan", "Mei") == "May"
        assert _("Tidak ada di katalog") == "Tidak ada di katalog"
        assert _("") == ""
    assert _("Beranda") == "Beranda"


def test_a_language_can_be_bound_for_text_that_leaves_the_request(english: None) -> None:
    assert bind("en")("Beranda") == "Home"
    assert bind("id")("Beranda") == "Beranda"


def test_a_lazy_text_speaks_the_language_of_its_reader(english: None) -> None:
    title = lazy_("Beranda")
    assert (str(title), f"{title:>9}", title + "!", "> " + title, len(title)) == (
        "Beranda",
        "  Beranda",
        "Beranda!",
        "> Beranda",
        7,
    )
    assert title == "Beranda"
    assert lazy_("%d kursi") % 3 == "3 kursi"
    with use_locale("en"):
        assert str(title) == "Home"
        assert title == "Home"
    assert {title: 1}[lazy_("Beranda")] == 1
    assert title != 7


def test_set_without_a_block_it_stays_for_the_task_only() -> None:
    async def request(locale: str) -> str:
        use_locale(locale)
        await asyncio.sleep(0)
        return current_locale()

    async def both() -> list[str]:
        return await asyncio.gather(request("en"), request("id"), request("klingon"))

    assert asyncio.run(both()) == ["en", "id", "id"]
    assert current_locale() == "id"


@pytest.mark.parametrize(
    ("cookie", "locale"),
    [(None, "id"), ("", "id"), ("id", "id"), ("en", "en"), ("de", "id"), ("EN<", "id")],
)
def test_a_stranger_reads_indonesian_until_they_choose(cookie: str | None, locale: str) -> None:
    assert chosen(cookie) == locale
