"""What a text says about itself is offered, and applied by nobody but a person."""

from datetime import date
from typing import Any

import pytest
from httpx import AsyncClient
from hypothesis import given, settings
from hypothesis import strategies as some

from kimhub.core import jobs
from kimhub.library import documents
from kimhub.library.kinds import KINDS
from kimhub.library.suggestions import Suggested, dumps, loads, read_from
from tests import make

DECREE = """PEMERINTAH KABUPATEN BONE
DESA MALLARI
KEPUTUSAN KEPALA DESA MALLARI
NOMOR 12 TAHUN 2026
TENTANG
PEMBENTUKAN PENGURUS KIM
DESA MALLARI
DENGAN RAHMAT TUHAN YANG MAHA ESA
Menimbang : a. bahwa dengan surat tanggal 1 Januari 2025
Ditetapkan di Mallari
pada tanggal 3 Februari 2026
"""
SAID: list[tuple[str, Suggested]] = [
    (
        DECREE,
        Suggested(
            "sk", "12 TAHUN 2026", date(2026, 2, 3), "SK tentang Pembentukan Pengurus KIM Desa Mallari"
        ),
    ),
    (
        "KIM MALLARI\nMallari, 5 Nopember 2026\nNomor   : 005/12/KIM-M/XI/2026          Kepada Yth.\n"
        "Lampiran : -\nPerihal : Undangan Rapat Bulanan\n",
        Suggested("undangan", "005/12/KIM-M/XI/2026", date(2026, 11, 5), "Undangan Rapat Bulanan"),
    ),
    (
        "PERATURAN BUPATI BONE\nNOMOR 7 TAHUN 2024\nTENTANG\nKOMUNITAS INFORMASI MASYARAKAT\n\n"
        "Menimbang: x",
        Suggested("regulasi", "7 TAHUN 2024", None, "Peraturan tentang Komunitas Informasi Masyarakat"),
    ),
    (
        "NOTULEN RAPAT KIM MALLARI\nHari/tanggal: Senin, 2 Maret 2026\n",
        Suggested("notulen", "", date(2026, 3, 2), "Notulen Rapat KIM Mallari"),
    ),
    ("BERITA ACARA SERAH TERIMA\nNo. 3/BA/2026\n31 Februari 2026",
     Suggested("berita_acara", "3/BA/2026", None, "Berita Acara Serah Terima")),
    ("Halo, apa kabar semua? Besok kita rapat.", Suggested()),
    ("", Suggested()),
]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize(("text", "said"), SAID, ids=range(len(SAID)))
def test_papers_of_offices_say_what_they_are(text: str, said: Suggested) -> None:
    assert read_from(text) == said
    assert loads(dumps(said)) == said


@pytest.mark.once
@given(some.text(some.sampled_from("Nomor: tentang\n perihal 1 Mei 2026.\t\f"), max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_what_fits_the_form(text: str) -> None:
    found = read_from(text)
    assert found.kind in {"", *KINDS}
    assert len(found.number) <= 120
    assert len(found.title) <= 200
    assert "\n" not in found.number + found.title


@pytest.mark.once
def test_long_lines_made_to_be_slow_are_read_at_once() -> None:
    for line in ("nomor " * 5000, "nomor :" + " " * 5000, "tentang" + "\n " * 3000, "1 mei " * 2000):
        read_from(line)


async def test_suggestions_come_into_the_form_piece_by_piece_and_are_saved_by_a_person(
    browser: AsyncClient,
) -> None:
    await make.installed()
    kim = await make.kim()
    budi = await make.officer(kim)
    made = await make.document(kim, "Pindaian 1", budi, content=DECREE.encode(), kind="lainnya")
    headers = await make.signed_in(budi)
    path = f"{made.path}/sunting"
    assert "Terbaca dari isi berkas" not in (await browser.get(path, headers=headers)).text
    await jobs.run_due()
    offered = (await browser.get(path, headers=headers)).text
    assert "SK tentang Pembentukan Pengurus KIM" in offered
    assert 'value="Pindaian 1"' in offered
    assert 'value="number" checked' in offered  # what is told already is taken over only when chosen
    assert 'value="title" checked' not in offered
    filled = (await browser.get(f"{path}?isi=number&isi=kind&isi=apa", headers=headers)).text
    assert 'value="12 TAHUN 2026"' in filled
    assert '<option value="sk" selected>' in filled
    assert 'value="Pindaian 1"' in filled
    assert "belum disimpan" in filled
    there: Any = await documents.by_id(made.id)
    assert (there.title, there.number, there.kind) == ("Pindaian 1", "", "lainnya")
