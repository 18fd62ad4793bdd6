"""The language of pages for everybody."""

from collections.abc import Mapping

from kimhub.core.i18n import LOCALES, SOURCE, use_locale


def speak(query: Mapping[str, str]) -> None:
    """Speak the language a guest asks for, before words are chosen."""
    wanted = query.get("bahasa", "")
    use_locale(wanted if wanted in LOCALES else SOURCE)
