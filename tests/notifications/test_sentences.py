"""What the entries of an inbox say, in both languages."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

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


def test_many_replies_are_told_in_one_sentence():
    assert said("id", "reply", 3) == "3 balasan baru di “Jadwal ronda”, terakhir dari Irma"
    assert said("en", "reply", 3) == "3 new replies in “Jadwal ronda”, the last by Irma"


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
