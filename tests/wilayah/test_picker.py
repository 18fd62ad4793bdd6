"""Choosing a place in a form, as the form's handler sees it."""

import pytest

from kimhub.wilayah import picker

pytestmark = pytest.mark.usefixtures("wilayah")

MALLARI = "73.08.16.2009"


async def test_a_page_opens_with_the_place_chosen_earlier():
    choice = await picker.begin("wilayah", MALLARI)

    assert choice.text == "Mallari, Kec. Awangpone, Kab. Bone"
    assert (choice.checked, [place.code for place in choice.options]) == (MALLARI, [MALLARI])


async def test_what_was_ticked_is_the_choice():
    choice = await picker.resolve({"wilayah": MALLARI, "wilayah_q": "mal"}, "wilayah", levels=(4,))

    assert choice.place is not None
    assert (choice.place.code, choice.errors, choice.status) == (MALLARI, {}, 200)


async def test_the_search_button_brings_candidates_and_no_complaint():
    choice = await picker.resolve({"cari": "wilayah", "wilayah_q": "sidorejo"}, "wilayah", levels=(4,))

    assert choice.place is None
    assert (choice.errors, choice.status, choice.checked) == ({}, 200, "")
    assert len(choice.candidates) > 1


async def test_the_search_button_looks_again_even_when_something_is_ticked():
    choice = await picker.resolve(
        {"cari": "wilayah", "wilayah": "73.08", "wilayah_q": "mallari"}, "wilayah"
    )

    assert (choice.place, choice.checked) == (None, MALLARI)


async def test_emptying_the_text_takes_the_choice_back():
    choice = await picker.resolve({"wilayah": MALLARI, "wilayah_q": " "}, "wilayah")

    assert (choice.place, choice.options) == (None, [])


async def test_a_code_in_an_address_needs_no_text():
    choice = await picker.resolve({"wilayah": MALLARI}, "wilayah")

    assert choice.place is not None


async def test_the_button_of_another_picker_does_not_count():
    choice = await picker.resolve({"cari": "asal", "wilayah": MALLARI}, "wilayah")

    assert choice.place is not None


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Ketik nama wilayah, lalu pilih satu dari daftar."),
        ({"wilayah_q": "zzzz"}, "Wilayah itu tidak ditemukan. Periksa ejaannya."),
        ({"wilayah_q": "mallari"}, "Pilih satu wilayah dari daftar."),
        ({"wilayah": "73.08", "wilayah_q": "bone"}, "Pilih satu wilayah dari daftar."),
        ({"wilayah": "33.73.01.1001", "wilayah_q": "bone"}, "Pilih satu wilayah dari daftar."),
        ({"wilayah": "' OR 1=1", "wilayah_q": "mallari"}, "Pilih satu wilayah dari daftar."),
    ],
)
async def test_what_is_no_choice_is_told_in_a_sentence(form: dict[str, str], sentence: str):
    choice = await picker.resolve(form, "wilayah", levels=(4,), within="73.08")

    assert choice.place is None
    assert (choice.errors, choice.status) == ({"wilayah": sentence}, 422)
