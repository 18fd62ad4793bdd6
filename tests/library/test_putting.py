"""A file becomes a document, and a version of it, once."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, Refused
from kimhub.library import documents, putting
from kimhub.library.putting import About
from kimhub.library.tables import Document, LibraryQuota
from tests import make


async def _kept(words: str) -> files.Stored:
    return await files.save_content(words.encode(), "text/plain", "panduan.txt")


async def test_a_form_sent_twice_makes_one_document(database: Any):
    kim, siti = await make.kim(), await make.user()
    stored, key, actor = await _kept("isi"), uuid4(), Actor(id=siti.id, name=siti.name)
    made = await asyncio.gather(
        *[
            putting.put_document(kim.id, actor, stored, About("SK Mallari", "sk"), key=key)
            for _ in range(3)
        ],
        return_exceptions=True,
    )
    assert len({one for one in made if isinstance(one, int)}) == 1
    assert await Document.count() == 1
    found = await documents.get_document(f"{made[0]}-apa-saja")
    assert found
    assert (found.visibility, found.info_class, found.versions, found.size) == (
        "public", "setiap_saat", 1, 3,
    )  # fmt: skip
    assert found.path.endswith("-sk-mallari")
    assert (await putting.room(kim.id)).used == 3


async def test_a_new_version_is_what_every_address_leads_to(database: Any):
    kim, siti = await make.kim(), await make.user()
    actor, made = Actor(id=siti.id), await make.document(kim, "AD/ART")
    key = uuid4()
    second = await putting.put_version(made.id, actor, await _kept("baru"), note="Pasal 7", key=key)
    assert second == await putting.put_version(made.id, actor, await _kept("baru"), note="", key=key)
    with pytest.raises(Invalid, match="berkas yang sama"):
        await putting.put_version(made.id, actor, await _kept("baru"), note="", key=uuid4())
    found = await documents.get_document(made.ref)
    assert found
    assert (found.current, found.versions, found.size) == (second, 2, 4)
    assert [one.number for one in await documents.versions_of(made.id)] == [2, 1]
    await Document.update({Document.status: "archived"}).where(Document.id == made.id)
    with pytest.raises(Refused):
        await putting.put_version(made.id, actor, await _kept("lagi"), note="", key=uuid4())


async def test_what_does_not_fit_or_is_exempt_for_all_is_refused(database: Any):
    kim, siti = await make.kim(), await make.user()
    actor = Actor(id=siti.id)
    await LibraryQuota(organization=kim.id, most=5).save()
    await putting.put_document(kim.id, actor, await _kept("1234"), About("Satu", "materi"), key=uuid4())
    with pytest.raises(Invalid, match="tinggal 1 B"):
        await putting.put_document(kim.id, actor, await _kept("56"), About("Dua", "materi"), key=uuid4())
    for_all, stored = About("Kas", "keuangan", visibility="public"), await _kept("5")
    with pytest.raises(Invalid, match="dikecualikan"):
        await putting.put_document(kim.id, actor, stored, for_all, key=uuid4())
    assert (await putting.room(kim.id)).used == 4
