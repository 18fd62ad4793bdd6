"""A full disk: whoever reads goes on reading, whoever writes is told, and nothing is lost (ASVS 16.5.3)."""

import errno
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from PIL import Image

from kimhub.accounts.tables import Session
from kimhub.core import db, files
from kimhub.core.inline import is_read
from kimhub.forum import live
from kimhub.forum.tables import Post
from kimhub.forum.tables_writing import Attachment
from tests import make, world
from tests.addresses import Asking, address, form, routes_of, subjects

# Pages that write because they are looked at: who saw a phone number is kept, or the number is not shown.
LOOKED_AT = {"/kim/{slug}/anggota/{member_id}", "/pelatihan/{slug}/peserta/{registration_id}"}
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call it, and every write of this process fails as on a full disk; reads go on."""

    def begin() -> None:
        def watch(sql: str) -> None:
            if not is_read(sql) and not sql.lstrip().upper().startswith(CONTROL):
                raise asyncpg.DiskFullError("could not extend file: No space left on device")

        monkeypatch.setattr(db.engine(), "watchers", [*db.engine().watchers, watch])

    return begin


async def test_every_page_can_still_be_read(
    app: Any, browser: httpx.AsyncClient, wilayah: None, full_disk: Any, monkeypatch: pytest.MonkeyPatch
):
    made = await world.build()
    monkeypatch.setattr(live, "MOST", 0)  # the stream of an open topic would end with its page only
    await Session.update({Session.last_seen_at: db.now() - timedelta(hours=1)}, force=True)
    full_disk()

    faults = []
    for route in routes_of(app):
        if route.method == "GET":
            browser.cookies.clear()
            where = address(route, Asking(made, "kim_admin", subjects(route)[0]))
            answer = await browser.get(where, headers=made.headers("kim_admin"))
            if answer.status_code >= 500 and route.path not in LOOKED_AT:
                faults.append(f"{answer.status_code} {where}")

    assert not faults, "\n".join(faults)


async def test_every_form_says_that_it_was_not_saved(
    app: Any, browser: httpx.AsyncClient, wilayah: None, full_disk: Any
):
    made = await world.build()
    full_disk()

    told, faults = 0, []
    for route in routes_of(app):
        if route.method == "POST":
            browser.cookies.clear()
            ask = Asking(made, "kim_admin", subjects(route)[0])
            answer = await browser.post(
                address(route, ask), headers=made.headers("kim_admin"), **form(route, ask)
            )
            told += answer.status_code == 507
            if answer.status_code == 507 and "Ruang simpan penuh" not in answer.text:
                faults.append(f"{route} says nothing")
            if answer.status_code >= 500 and answer.status_code != 507:
                faults.append(f"{answer.status_code} {route}")

    assert not faults, "\n".join(faults)
    assert told > 10


@pytest.mark.parametrize("where", ["files", "database"])
async def test_a_photo_that_does_not_fit_takes_no_words_along(
    browser: httpx.AsyncClient, wilayah: None, full_disk: Any, where: str, monkeypatch: pytest.MonkeyPatch
):
    await make.installed()
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti)
    headers = await make.signed_in(siti)
    page = (await browser.get(topic.path, headers=headers)).text
    out = io.BytesIO()
    Image.new("RGB", (300, 200)).save(out, "JPEG")
    photo = ("files", ("IMG_1.jpg", out.getvalue(), "image/jpeg"))
    words = {"body": "Ini foto pos ronda kita yang baru", "place": f"topic-{topic.id}", "key": str(uuid4())}

    async def keep(*_args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if where == "database":
        full_disk()
    else:
        monkeypatch.setattr(type(files.store()), "keep", keep)
    ahead = await browser.post("/forum/berkas", headers=headers, files=[photo])
    along = await browser.post(topic.path, headers=headers, data=words, files=[photo])

    assert 'id="reply"' in page
    assert ahead.status_code == 422
    assert ahead.text.startswith("Ruang simpan KIMHub sedang penuh")
    assert along.status_code == (507 if where == "database" else 422)
    assert "uang simpan" in along.text
    assert "Ini foto pos ronda kita yang baru</textarea>" in along.text
    assert (await Post.count(), await Attachment.count()) == (1, 0)
