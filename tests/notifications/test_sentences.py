"""What the entries of an inbox say, in both languages."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from kimhub.core.i18n import use_locale
from kimhub.notifications.entries import Entry
from kimhub.notifications.sentences import SENTENCES, sentence

FACTS = {
    "title": "Jadwal ronda",
    "organization": "KIM Mallari",
    "name": "Siti",
    "reason": "Rapat 3 Maret",
    "number": "14/2025",
    "days": 30,
    "role": "kim_admin",
    "device": "Chrome di Android",
    "where": "Forum KIM",
    "until": "2026-03-03T02:00:00+00:00",
    "code": "73.08",
    "thanks": 3,
    "board": "Forum KIM",
    "answer": "Sudah kami tegur.",
    "acted": True,
    "seats": 2,
    "starts_at": "2026-03-03T02:00:00+00:00",
    "what": ["time"],
    "ahead": "1d",
    "words": "Bawa laptop.",
    "year": 2027,
    "remarks": 2,
    "reply_by": "2026-12-31",
    "due_on": "2026-12-31",
    "last_day": "2026-12-31",
    "topic": "reply",
    "message": "Tinggal sedikit lagi.",
    "by": "Kepala Desa Mallari",
    "away": "Irma Yusuf",
    "asked_by": "Irma Yusuf, Diskominfo Bone",
    "note": "Sebelum pelatihan.",
    "subject": "Undangan rapat",
    "instruction": "Siapkan dua utusan",
}


def entry(kind: str, happened: int = 1, **facts: Any) -> Entry:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    return Entry(1, 5, kind, "x", json.dumps(FACTS | facts), "/", False, happened, at, None, "Irma")


def said(language: str, *args: Any, **facts: Any) -> str:
    with use_locale(language):
        return sentence(entry(*args, **facts))


@pytest.mark.parametrize("kind", [*SENTENCES, "a kind of a newer release"])
def test_every_kind_says_something_in_both_languages(kind: str):
    indonesian, english = said("id", kind), said("en", kind)

    assert indonesian
    assert english != indonesian
    assert "%" not in indonesian + english


def of_topic(language: str, **what: Any) -> str:
    with use_locale(language):
        return sentence(structs.replace(entry("topic"), topic=7, title="Jadwal ronda", **what))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"posts": 1, "people": 1, "last_name": "Nur"}, "Nur membalas di “Jadwal ronda”"),
        (
            {"posts": 1, "people": 1, "last_name": "Nur", "direct_name": "Nur"},
            "Nur membalas tulisan Anda di “Jadwal ronda”",
        ),
        ({"posts": 3, "people": 1, "last_name": "Nur"}, "Nur menulis 3 balasan di “Jadwal ronda”"),
        ({"posts": 9, "people": 5, "last_name": "Nur"}, "Nur dan 4 orang lain membalas di “Jadwal ronda”"),
        ({"posts": 1, "since": 1, "starter": "Nur"}, "Nur membuka topik “Jadwal ronda”"),
        (
            {"posts": 3, "since": 1, "starter": "Nur"},
            "Nur membuka topik “Jadwal ronda”, sudah ada 2 balasan",
        ),
        ({"posts": 1, "mention_name": "Nur"}, "Nur menyebut Anda di “Jadwal ronda”"),
        (
            {"posts": 3, "people": 2, "mention_name": "Nur", "last_name": "Budi"},
            "Nur menyebut Anda di “Jadwal ronda”, dan ada 2 tulisan lain",
        ),
        ({"posts": 0}, "Tulisan baru di “Jadwal ronda” sudah dihapus"),
        (
            {"posts": 1, "people": 1, "last_name": ""},
            "Anggota yang sudah keluar membalas di “Jadwal ronda”",
        ),
        ({"open": False, "posts": 3}, "Kabar dari topik yang tidak bisa Anda baca lagi"),
    ],
)
def test_a_topic_is_told_in_one_sentence(what: dict[str, Any], words: str):
    assert of_topic("id", **what) == words
    assert of_topic("en", **what) != words


def test_a_decree_that_ends_today_is_told_in_other_words_than_one_that_will():
    assert "berakhir hari ini" in said("id", "decree_expiring", days=0)
    assert "berakhir 30 hari lagi" in said("id", "decree_expiring")


@pytest.mark.parametrize(
    ("device", "indonesian", "english"),
    [
        ("Chrome di Android", "Chrome di Android", "Chrome on Android"),
        ("", "Perangkat tanpa nama", "Device without a name"),
    ],
)
def test_a_device_is_named_in_the_readers_language(device: str, indonesian: str, english: str):
    assert said("id", "login_moved", device=device).endswith(f": {indonesian}")
    assert said("en", "login_moved", device=device).endswith(f": {english}")
