"""static/site.css, which public pages use instead of app.css, and the colours a house may choose."""

import gzip
import re
from pathlib import Path

import pytest

from kimhub.core import assets
from kimhub.publishing import looks

STATIC = Path(__file__).parents[2] / "static"
WALL = 6 * 1024  # bytes, compressed as browsers get them
DECLARED = re.compile(r"(--[\w-]+):\s*([^;]+);")
COLOUR = re.compile(r"#[0-9a-f]{3,6}")
OWN = {"--mast2", "--accent", "--t4"}  # not in app.css, or larger here
pytestmark = pytest.mark.once


def _root(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the first and the second :root of a stylesheet declare."""
    text = (STATIC / name).read_text()
    first, second = re.findall(r":root \{(.*?)\n\s+\}", text, re.DOTALL)[:2]
    return dict(DECLARED.findall(first)), dict(DECLARED.findall(second))


def test_the_tokens_are_those_of_the_rest():
    for own, all_ in zip(_root("site.css"), _root("app.css"), strict=True):
        shared = own.keys() & all_.keys() - OWN
        assert len(shared) > 15
        assert {name: own[name] for name in shared} == {name: all_[name] for name in shared}
        assert own.keys() - all_.keys() <= OWN


def test_it_is_light():
    made = gzip.compress(assets.content("site.css"), 9, mtime=0)
    assert len(made) <= WALL


def test_every_colour_is_there_for_both_themes():
    css = (STATIC / "site.css").read_text()
    for accent in looks.ACCENTS:
        if accent != looks.USUAL:
            assert css.count(f"[data-color={accent}]") == 2, accent


@pytest.mark.parametrize("accent", [name for name in looks.ACCENTS if name != looks.USUAL])
def test_each_colour_can_be_read_in_both_themes(accent: str):
    """WCAG AA: 4.5 for text on the head and for small words in the colour on the page."""
    css = (STATIC / "site.css").read_text()
    plain, themed = re.findall(rf"\[data-color={accent}\] \{{(.*?)\}}", css)
    said = dict(DECLARED.findall(plain))
    light, dark = COLOUR.findall(dict(DECLARED.findall(themed))["--accent"])
    assert contrast(said["--mast"], "#ffffff") >= 7
    assert contrast(said["--mast"], said["--on-mast2"]) >= 4.5
    assert contrast(light, "#f4f3ef") >= 4.5
    assert contrast(dark, "#12141b") >= 4.5
    assert said["--accent"] == light


def contrast(one: str, other: str) -> float:
    """As WCAG 2 has it."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
