"""The whole country, as `kimhub migrate` loads it into an empty database."""

import json
from pathlib import Path

import pytest

from tests import prepared
from tests.commands import environment, loaded


@pytest.mark.once
def test_the_whole_country_is_loaded_and_searched(tmp_path: Path):
    loaded(tmp_path / "data")
    said = tmp_path / "said"

    settings = environment(tmp_path)
    process = prepared.start("tests.wilayah.report", folder=tmp_path, environment=settings, said=said)

    assert process.wait() == 0, said.read_text()
    report = json.loads(said.read_text())
    assert report["added"] == [91_599, 0]
    assert report["levels"] == {"1": 38, "2": 514, "3": 7_285, "4": 83_762}
    assert "COVERING INDEX wilayah_word_search" in report["plan"]
    assert report["found"] == {
        "soka": [
            "Desa Soka, Kec. Poncowarno, Kab. Kebumen",
            "Desa Soka, Kec. Karangdowo, Kab. Klaten",
            "Desa Soka, Kec. Bawang, Kab. Batang",
        ],
        "sidomulyo lumajang": ["Desa Sidomulyo, Kec. Pronojiwo, Kab. Lumajang"],
        "mallari awangpone": ["Desa Mallari, Kec. Awangpone, Kab. Bone"],
        "pangkalpinang": ["Kota Pangkal Pinang, Kepulauan Bangka Belitung"],
        "kota agung": [
            "Kec. Kota Agung, Kab. Lahat, Sumatera Selatan",
            "Kec. Kota Agung, Kab. Tanggamus, Lampung",
            "Desa Kota Agung, Kec. Semende Darat Tengah, Kab. Muara Enim",
        ],
        "jatim": [
            "Prov. Jawa Timur, ",
            "Desa Jatimudo, Kec. Sulang, Kab. Rembang",
            "Desa Jati Mulyo, Kec. Pegajahan, Kab. Serdang Bedagai",
        ],
    }
