"""The search page and the list under a picker, over real requests."""

import pytest

from kimhub.core.templates import environment
from kimhub.wilayah import picker

pytestmark = pytest.mark.usefixtures("wilayah")

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def test_anybody_may_search_and_caches_may_keep_the_answer(browser):
    answer = await browser.get("/wilayah/cari?q=mallari")

    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("public")
    assert "set-cookie" not in answer.headers
    assert "<title>Cari wilayah" in answer.text
    assert "Desa Mallari" in answer.text
    assert "Kec. Awangpone, Kab. Bone" in answer.text
    assert "73.08.16.2009" in answer.text
    assert "idn-area-data © Fityan, ODbL 1.0" in answer.text


async def test_the_picker_gets_the_list_alone(browser):
    url = "/wilayah/cari?field=wilayah&levels=4&within=73.08&wilayah_q=mallari"

    answer = await browser.get(url, headers=HTMX)

    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div id="choices">')
    assert '<input type="radio" name="wilayah" value="73.08.16.2009" checked>' in answer.text
    assert "<html" not in answer.text


async def test_the_page_and_the_fragment_are_cached_apart(browser):
    answer = await browser.get("/wilayah/cari?q=bone")

    assert "HX-Request" in answer.headers["vary"]


async def test_nothing_found_is_said_and_a_single_letter_is_not(browser):
    nothing = await browser.get("/wilayah/cari?field=wilayah&q=zzzz", headers=HTMX)
    early = await browser.get("/wilayah/cari?field=wilayah&q=z", headers=HTMX)

    assert "Belum ada yang cocok" in nothing.text
    assert "Belum ada yang cocok" not in early.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=" + "a" * 5000,
        "field=%22%3E%3Cb%3E&q=bone",
        "levels=xyz&q=bone",
        "within=';--&q=bone",
        "q=%00bone",
    ],
)
async def test_an_address_somebody_made_up_does_no_harm(browser, query: str):
    answer = await browser.get(f"/wilayah/cari?{query}", headers=HTMX)

    assert answer.status_code == 200
    assert "<b>" not in answer.text.replace("<b>Kab", "").replace("<b>Kec", "").replace("<b>Desa", "")


async def test_the_field_works_with_and_without_scripts():
    choice = await picker.begin("seat", "73.08.16", levels=(3, 4))
    text = str(
        environment().get_template("macros/wilayah.html").module.field(choice, "Tempat", error="Salah.")
    )  # type: ignore[attr-defined]

    assert '<label for="seat">Tempat</label>' in text
    assert 'id="seat" name="seat_q" type="search" value="Awangpone, Kab. Bone, Sulawesi Selatan"' in text
    assert 'hx-get="/wilayah/cari?field=seat&amp;levels=34&amp;within="' in text
    assert 'hx-trigger="input changed delay:300ms"' in text
    assert '<button class="btn" name="cari" value="seat" formnovalidate' in text
    assert '<input type="radio" name="seat" value="73.08.16" checked>' in text
    assert 'aria-invalid="true" aria-describedby="seat-hint seat-error"' in text
