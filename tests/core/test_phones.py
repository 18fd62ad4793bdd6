"""Telephone numbers as people write them."""

import pytest

from kimhub.core.errors import Invalid
from kimhub.core.phones import is_phone, mask, normalise, phone_display, share_link, whatsapp_link

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "written",
    [
        "081200000101",
        "0812-0000-0101",
        "0812 0000 0101",
        "0812.0000.0101",
        "(0812) 0000-0101",
        "+6281200000101",
        "+62 812-0000-0101",
        "+62 (0) 812 0000 0101",
        "62 812 0000 0101",
        "0062 812 0000 0101",
        "81200000101",
        "81200000101.0",
        " 0812‑0000‑0101\t",
        "\u202a+62 812-0000-0101\u202c",
        "０８１２０００００１０１",
        "https://wa.me/6281200000101?text=halo",
        "wa.me/6281200000101",
        "tel:+6281200000101",
    ],
)
def test_one_number_is_known_however_it_is_written(written: str) -> None:
    assert normalise(written) == "+6281200000101"
    assert is_phone(written)


@pytest.mark.parametrize("written", ["0811000001", "0811-0000-012", "0857123456789"])
def test_short_and_long_mobile_numbers_are_taken(written: str) -> None:
    assert normalise(written).startswith("+628")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "dengan angka"),
        ("siti.aminah", "dengan angka"),
        ("0812-OOOO-0101", "dengan angka"),
        ("٠٨١٢٠٠٠٠٠١٠١x", "dengan angka"),
        ("0812000", "kurang lengkap"),
        ("0812000001010203", "terlalu panjang"),
        ("081200000101/081300000102", "terlalu panjang"),
        ("0481-21234", "telepon rumah"),
        ("(021) 5551234", "telepon rumah"),
        ("+62 21 5551234", "telepon rumah"),
        ("+60 12-345 6789", "Indonesia"),
        ("+1 812 000 0001", "Indonesia"),
        ("0801234567", "bukan nomor HP"),
        ("0888888888", "bukan nomor HP"),
        ("110", "bukan nomor HP"),
        ("1" * 5000, "bukan nomor HP"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(written: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        normalise(written, "mobile")
    assert says in refused.value.errors["mobile"]
    assert not is_phone(written)


def test_an_office_may_have_a_landline() -> None:
    assert normalise("(0481) 21234", landline=True) == "+6248121234"
    assert normalise("021-5551234", landline=True) == "+62215551234"


def test_numbers_are_shown_as_people_read_them() -> None:
    assert phone_display("+6281200000101") == "0812-0000-0101"
    assert phone_display("+62811000001") == "0811-0000-01"
    assert phone_display("+6248121234") == "(0481) 21234"
    assert phone_display("+62215551234") == "(021) 5551234"
    assert phone_display("") == ""
    assert mask("+6281200000101") == "0812-••••-0101"


def test_links_open_whatsapp_and_nothing_else() -> None:
    assert whatsapp_link("+6281200000101") == "https://wa.me/6281200000101"
    assert whatsapp_link("+6281200000101", "Halo & apa?\n/") == (
        "https://wa.me/6281200000101?text=Halo%20%26%20apa%3F%0A%2F"
    )
    assert whatsapp_link("+6248121234") == ""
    assert share_link("a b") == "https://wa.me/?text=a%20b"
