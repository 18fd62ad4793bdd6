"""Files on their way into a library: whole or in pieces, once, and never half visible."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from kimhub.core.files import store
from kimhub.library import documents
from kimhub.library.tables import Document
from tests import make

PDF = b"%PDF-1.4\n" + b"isi dokumen " * 100 + b"\n%%EOF\n"
ASKED = {"Accept": "application/json"}


@pytest.fixture
async def house(wilayah: None) -> tuple[Any, Any, dict[str, str]]:
    """A KIM, one of its officers, and the headers with which that officer is signed in."""
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    siti = await make.officer(kim, "Siti Aminah")
    return kim, siti, await make.signed_in(siti)


def spooled() -> list[str]:
    """What lies in the spool folder."""
    return sorted(path.name for path in store().spool_folder.iterdir())


async def test_a_plain_form_makes_a_document(browser: AsyncClient, house: Any) -> None:
    _kim, _siti, headers = house
    page = await browser.get("/pustaka/o/kim-mallari/unggah", headers=headers)
    assert page.status_code == 200
    assert "SK · semua orang" in page.text
    form = {"key": str(uuid4()), "kind": "sk", "title": ""}
    sent = {"file": ("SK_Pengukuhan-KIM_2024 (1).pdf", PDF, "application/pdf")}

    made = [
        await browser.post("/pustaka/o/kim-mallari/unggah", headers=headers, data=form, files=sent)
        for _ in range(2)
    ]

    assert {answer.status_code for answer in made} == {303}
    assert await Document.count() == 1
    found = await documents.get_document(made[0].headers["location"].rpartition("/")[2])
    assert found
    assert (found.title, found.kind, found.visibility, found.status, found.size) == (
        "SK Pengukuhan KIM 2024", "sk", "public", "draft", len(PDF),
    )  # fmt: skip
    assert spooled() == []
