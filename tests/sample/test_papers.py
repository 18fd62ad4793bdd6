"""The sample's libraries: a shared one that is inherited, and those of houses with all there is to see."""

import pypdfium2
import pytest

from kimhub.library import listing, must_read
from kimhub.library.listing import Wanted
from kimhub.sample import bone, service
from kimhub.sample.leaves import pdf
from tests import make
from tests.sample.filled import with_bone
from tests.sample.test_trainings import count, rows

pytestmark = pytest.mark.usefixtures("wilayah")


@pytest.mark.once
def test_a_leaf_is_a_pdf_with_its_words():
    made = pypdfium2.PdfDocument(pdf("Daftar (hadir)", [f"Baris {n} \\ ñ" for n in range(40)]))
    assert len(made) == 2
    words = made[0].get_textpage().get_text_range() + made[1].get_textpage().get_text_range()
    assert "Daftar (hadir)" in words
    assert "Baris 39 \\ ñ" in words


async def test_the_sample_has_libraries_to_look_at():
    await with_bone()
    await service.fill_area(bone.AREA)
    stood = {tuple(row) for row in await rows("SELECT DISTINCT status FROM library_document")}
    assert stood == {("official",), ("draft",), ("superseded",)}
    assert await count("SELECT count(*) FROM library_document") == 16
    assert await count("SELECT count(*) FROM library_version") == 18
    name = await rows("SELECT official_name FROM library_document WHERE title = 'AD/ART KIM Mallari'")
    assert "KIM Mallari" in name[0][0]
    member = (
        'SELECT m."user" FROM membership m JOIN organization o ON o.id = m.organization'
        " WHERE o.name = 'KIM Mallari' AND m.state = 'active' AND NOT EXISTS (SELECT 1 FROM officer f"
        ' WHERE f."user" = m."user") ORDER BY m.id LIMIT 1'
    )
    ((siti,),) = await rows(member)
    actor = await make.actor_of(type("One", (), {"id": siti, "name": ""}))
    titles = {one.title for one in (await listing.found(actor, Wanted())).rows}
    assert {"Panduan aktivasi akun admin KIM", "AD/ART KIM Mallari"} <= titles  # inherited, and their own
    assert not {"Buku kas semester pertama", "Proposal warung informasi desa"} & titles
    assert [one.document.title for one in await must_read.mine(actor)] == [
        "Panduan aktivasi akun admin KIM"
    ]
