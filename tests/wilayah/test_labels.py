"""What places are called where they lie."""

import pytest

from kimhub.wilayah.labels import full_name, level_label
from kimhub.wilayah.names import make_row

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("code", "official", "title"),
    [
        ("73", "Sulawesi Selatan", "Prov. Sulawesi Selatan"),
        ("73.08", "Kabupaten Bone", "Kab. Bone"),
        ("33.73", "Kota Salatiga", "Kota Salatiga"),
        ("73.08.16", "Awangpone", "Kec. Awangpone"),
        ("73.08.16.2009", "Mallari", "Desa Mallari"),
        ("33.73.01.1001", "Sidorejo Lor", "Kel. Sidorejo Lor"),
        ("34.03.02", "Patuk", "Kapanewon Patuk"),
        ("34.71.01", "Tegalrejo", "Kemantren Tegalrejo"),
        ("34.03.02.2001", "Bunder", "Kalurahan Bunder"),
        ("11.01.01.2001", "Keude Bakongan", "Gampong Keude Bakongan"),
        ("11.01.01.2004", "Gampong Drien", "Gampong Drien"),
        ("91.03.01", "Sentani", "Distrik Sentani"),
        ("91.03.01.3007", "Desa Adat Yoboi", "Desa Adat Yoboi"),
        ("64.03.01.2001", "Kelay", "Kampung Kelay"),
    ],
)
def test_each_region_has_its_own_words(code: str, official: str, title: str):
    assert full_name(make_row(code, official)) == title


def test_a_district_may_set_words_of_its_own():
    words = {("73.08", "desa"): "Wanua"}

    assert level_label(make_row("73.08.16.2009", "Mallari"), words) == "Wanua"
    assert level_label(make_row("73.09.01.2001", "Bonto"), words) == "Desa"
    assert level_label(make_row("73.08", "Kabupaten Bone"), words) == "Kab."
