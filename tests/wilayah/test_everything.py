"""The whole country, once, in a scratch database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.once
def test_the_whole_country_is_loaded_and_searched(tmp_path: Path):
    settings = {
        "KIMHUB_DATA_DIR": str(tmp_path),
        "KIMHUB_DATABASE_URL": f"sqlite:///{tmp_path}/all.sqlite",
        "PYTHONPATH": str(ROOT),
    }
    script = Path(__file__).parent / "load_all.py"

    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, **settings},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )

    report = json.loads(done.stdout)
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
