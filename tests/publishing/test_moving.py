"""A site moves in with its texts, days and photos, and out as data and as pages that need no server."""

import json
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Pillow

from kimhub.core import files
from kimhub.core.db import now
from kimhub.groups import rights
from kimhub.groups.tables import RoleAssignment
from kimhub.library.tables import Document
from kimhub.publishing import articles, blocks, flow, lists, moving_in
from kimhub.publishing.moving_own import NAME
from kimhub.publishing.tables import Article, Photo, Site
from kimhub.publishing.tables_moving import SiteImport
from tests import make
from tests.publishing.test_moving_reading import RSS, WXR


@pytest.fixture(autouse=True)
async def installation(database: Any) -> None:
    await make.installed()


def picture(colour: str = "green") -> bytes:
    made = BytesIO()
    Pillow.new("RGB", (640, 480), colour).save(made, "JPEG")
    return made.getvalue()


def archive(**members: bytes | str) -> bytes:
    """A ZIP; `__` in a name is a slash, `_` before the ending its dot."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, content in members.items():
            stem, _, ending = name.replace("__", "/").rpartition("_")
            out.writestr(f"{stem}.{ending}", content)
    return made.getvalue()


async def handed(browser, kim, content: bytes, name: str, headers) -> str:
    """The address of the trial."""
    answer = await browser.post(
        f"/situs/{kim.slug}/bawa",
        files={"file": (name, content, "application/octet-stream")},
        headers=headers,
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def moved(browser, path: str, headers, choice: str = "shown") -> moving_in.Report:
    from kimhub.publishing.moving_writing import bring

    answer = await browser.post(path, data={"choice": choice}, headers=headers)
    assert answer.status_code == 303
    row = await SiteImport.objects().get(SiteImport.id == int(path.rpartition("/")[2]))
    await bring(moving_in.ToBring(row.id, row.user))
    found, _ = await moving_in.handed_in(row.id)
    assert found.report is not None
    assert await files.store().size(row.file) is None or not row.file
    return found.report


async def test_an_export_is_tried_first_and_then_written_once(browser, database):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    path = await handed(browser, kim, RSS.encode(), "kabar.xml", headers)
    trial = (await browser.get(path, headers=headers)).text
    assert "2 tulisan" in trial
    assert "Panen &amp; pesta" in trial
    assert await Article.count() == 0
    report = await moved(browser, path, headers)
    assert (report.texts, report.there, report.problems) == (2, 0, [])
    line = next(one for one in await lists.of_house(kim.id) if one.title == "Panen & pesta")
    assert line.published_at.isoformat() == "2021-07-28T01:00:00+00:00"
    found = await articles.get_public(kim.slug, "berita", "panen-pesta")
    assert found
    assert found.tag_list == ["panen-raya"]
    assert (await articles.revision(found.live or 0)).blocks == (blocks.Text("Isi *tebal*"),)
    assert "Pemindahan selesai" in (await browser.get(path, headers=headers)).text
    again = await handed(browser, kim, RSS.encode(), "kabar.xml", headers)
    assert "Sudah ada di sini" in (await browser.get(again, headers=headers)).text
    assert (await moved(browser, again, headers)).there == 2
    assert await Article.count() == 2


async def test_photos_come_along_and_what_is_missing_is_said(browser, database):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    content = archive(ekspor_xml=WXR, unggahan__2020__sawah_jpg=picture(), catatan_exe=b"MZ")
    path = await handed(browser, kim, content, "situs.zip", headers)
    trial = (await browser.get(path, headers=headers)).text
    assert "Tidak ikut: catatan.exe" in trial
    assert await Photo.count() == 0
    report = await moved(browser, path, headers)
    assert (report.texts, report.photos) == (2, 1)
    rows = {row.title: row for row in await Article.objects()}
    assert (rows["Berita"].shown, rows["Tentang"].shown) == ("never", "shown")  # a draft stays one
    photo = await Photo.objects().first()
    assert photo
    assert rows["Berita"].slug == "berita-kami"  # as its address there ended
    assert (rows["Berita"].cover, photo.alt) == (photo.id, "Berita")


async def test_a_folder_becomes_albums_and_documents(browser, database):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    content = archive(
        Panen_raya__1_jpg=picture(), Panen_raya__2_jpg=picture("blue"), rusak__x_jpg=b"bukan foto",
        surat__undangan_txt=b"Undangan rapat", x__DS_Store_db=b"",
    )  # fmt: skip
    path = await handed(browser, kim, content, "map.zip", headers)
    report = await moved(browser, path, headers)
    assert (report.texts, report.photos, report.documents) == (1, 2, 1)
    assert len(report.problems) == 1
    row = await Article.objects().first()
    assert row
    assert (row.kind, row.title, row.shown, row.photos) == ("gallery", "Panen raya", "never", 2)
    document = await Document.objects().first()
    assert document
    assert (document.title, document.status) == ("undangan", "draft")


async def test_what_is_none_is_refused_with_a_sentence(browser, database):
    kim = await make.kim()
    admin, officer = await make.kim_admin(kim), await make.officer(kim)
    headers = await make.signed_in(admin)
    for content, name in ((b"<html/>", "a.xml"), (b"PK\x03\x04rusak", "a.zip"), (b"", "a.xml")):
        sent = {"file": (name, content, "application/zip")}
        answer = await browser.post(f"/situs/{kim.slug}/bawa", files=sent, headers=headers)
        assert answer.status_code == 422
        assert 'id="file-error"' in answer.text
    path = await handed(browser, kim, RSS.encode(), "kabar.xml", headers)
    assert (await browser.post(path, data={"choice": "x"}, headers=headers)).status_code == 422
    assert (await browser.post(f"{path}/batal", headers=headers)).status_code == 303
    assert "Sudah dibatalkan" in (await browser.get(path, headers=headers)).text
    other = await make.signed_in(officer)
    assert (await browser.get(f"/situs/{kim.slug}/bawa", headers=other)).status_code == 404
    assert (await browser.post(path, data={"choice": "shown"}, headers=other)).status_code in {403, 404}
    assert await Article.count() == 0


async def test_who_lost_the_office_meanwhile_writes_nothing(database):
    from kimhub.publishing.moving_writing import bring

    kim = await make.kim()
    admin = await make.kim_admin(kim)
    house, actor = await make.house(kim), await make.acting(admin)

    class Upload:
        filename = "kabar.xml"
        content = BytesIO(RSS.encode())

        async def read(self, size: int = -1) -> bytes:
            return self.content.read(size)

    made = await moving_in.hand_in(house, actor, Upload())
    found, _ = await moving_in.handed_in(made)
    await moving_in.go(found, actor, "shown")
    past = {RoleAssignment.valid_until: now() - timedelta(days=1)}
    await RoleAssignment.update(past, force=True)
    await rights.touch(admin.id)
    await bring(moving_in.ToBring(made, admin.id))
    found, _ = await moving_in.handed_in(made)
    assert found.report is not None
    assert len(found.report.problems) == 1
    assert await Article.count() == 0


async def taken(browser, kim, name: str, headers) -> zipfile.ZipFile:
    answer = await browser.get(f"/situs/{kim.slug}/keluar/{name}", headers=headers)
    assert answer.status_code == 200
    return zipfile.ZipFile(BytesIO(answer.content))


async def test_a_site_goes_out_as_data_and_comes_in_elsewhere(browser, database):
    one, other = await make.kim(), await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    admin, their = await make.kim_admin(one), await make.kim_admin(other, "Baharuddin")
    await Site(organization=one.id, masthead="Kabar Mallari", accent="brown").save()
    photo = await make.photo(one, admin)
    real = await files.save_content(picture(), "image/jpeg", "foto.jpg")
    await Photo.update({Photo.file: real.key}).where(Photo.id == photo.id)
    body = (blocks.Text("Isi *tebal*"), blocks.Picture(photo.id, "Di sawah"))
    await make.told(one, admin, "Panen raya", blocks=body)
    await make.told(one, admin, "Rapat", settings=flow.Settings(audience="members"))
    await make.article(one, admin, "Draf")
    with await taken(browser, one, "data.zip", await make.signed_in(admin)) as out:
        content = out.fp.getvalue()  # type: ignore[union-attr]
        told = json.loads(out.read(NAME))
    assert [(each["title"], each.get("shown", False)) for each in told["articles"]] == [
        ("Panen raya", True), ("Rapat", True), ("Draf", False),
    ]  # fmt: skip
    headers = await make.signed_in(their)
    report = await moved(browser, await handed(browser, other, content, "data.zip", headers), headers)
    assert (report.texts, report.photos, report.problems) == (3, 1, [])
    found = await articles.get_public(other.slug, "berita", "panen-raya")
    assert found
    (text, shown) = (await articles.revision(found.live or 0)).blocks
    assert text == blocks.Text("Isi *tebal*")
    assert isinstance(shown, blocks.Picture)
    assert (shown.photo != photo.id, shown.caption) == (True, "Di sawah")
    assert await articles.get_public(other.slug, "berita", "rapat") is None  # still for members
    assert (await make.house(other)).masthead == "Kabar Mallari"


async def test_pages_for_a_stick_have_what_everybody_may_read_and_nothing_else(browser, database):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    photo = await make.photo(kim, admin)
    body = (blocks.Text("Isi terbuka <script>"), blocks.Picture(photo.id))
    await make.told(kim, admin, "Panen </script> raya", blocks=body)
    await make.told(kim, admin, "Rapat rahasia", settings=flow.Settings(audience="members"))
    await make.article(kim, admin, "Draf rahasia")
    hidden = await make.told(kim, admin, "Ditarik rahasia")
    await flow.hide(hidden, await make.acting(admin), "Salah tulis nama.")
    with await taken(browser, kim, "situs.zip", await make.signed_in(admin)) as out:
        names = set(out.namelist())
        everything = b"".join(out.read(name) for name in sorted(names)).decode("utf-8", errors="replace")
        page = out.read("berita/panen-script-raya.html").decode()
        index = out.read("index.html").decode()
    around = {"index.html", "gaya.css", "cari.js", "isi.js"}
    assert names == around | {"berita/panen-script-raya.html", f"foto/{photo.id}.webp"}
    assert "rahasia" not in everything
    assert f'src="../foto/{photo.id}.webp"' in page
    assert "<script>" not in page
    assert 'href="berita/panen-script-raya.html"' in index
    outside = re.findall(r'(?:src|href)="(https?://[^"]*)"', page + index)
    assert not outside


@pytest.mark.parametrize("name", ["data.zip", "situs.zip"])
async def test_only_who_runs_the_house_takes_it_out(browser, database, name: str):
    kim, other = await make.kim(), await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    for person in (await make.officer(kim), await make.kim_admin(other, "Baharuddin")):
        headers = await make.signed_in(person)
        answer = await browser.get(f"/situs/{kim.slug}/keluar/{name}", headers=headers)
        assert answer.status_code == 404
