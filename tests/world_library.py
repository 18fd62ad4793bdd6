"""The library of a house: a document for each circle of readers, a draft, one in the bin, a folder."""

from typing import Any
from uuid import uuid4

from kimhub.accounts.tables import User
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.groups import organizations
from kimhub.groups.tables import Organization
from kimhub.library import dispositions, documents, letters, reading_jobs, sharing
from kimhub.library.kinds import VISIBILITIES
from kimhub.library.reading import Picture, Read
from kimhub.library.tables import Document, DocumentUpload, Folder
from kimhub.library.tables_use import MustRead, ShareLink
from kimhub.library.uploads import KEPT_FOR
from tests import make
from tests.library.papers import webp

LETTER = {"direction": "in", "other": "Camat", "subject": "Undangan rapat"}
READ = Read("Isi dokumen.", "embedded", 1, (Picture(1, webp(), 8, 8),), webp(), "", "")


async def shelve(of: Organization, keeper: User, side: str) -> dict[str, object]:
    """Addresses "doc_public", "doc_members", "doc_officers", "doc_pembina" (all of them official),
    "doc_draft" and "doc_bin", each with its number "..._id"; "folder" is the number of a folder in which
    "doc_members" lies; "upload" is the key of a file of which nothing has come yet;
    "share" is a link to "doc_members", "share_link" what its address carries. All documents have been
    read: each has a text, a page and a thumbnail."""
    folder = Folder(organization=of.id, name=f"Materi {side}", created_by=keeper.id)
    await folder.save()
    made = {
        seen: await make.document(
            of, f"Dokumen {seen} {side}", keeper, visibility=seen, tags=" pasar ",
            kind="sk" if seen == "public" else "materi", folder=folder.id if seen == "members" else None,
        )
        for seen in VISIBILITIES
    }  # fmt: skip
    made["draft"] = await make.document(of, f"Dokumen draf {side}", keeper, status="draft")
    made["bin"] = await make.document(of, f"Dokumen terbuang {side}", keeper, visibility="public")
    removed: dict[Any, Any] = {
        Document.removed_at: now(),
        Document.removed_by: keeper.id,
        Document.remove_reason: "Ganda.",
    }
    await Document.update(removed).where(Document.id == made["bin"].id)
    asked = MustRead(
        document=made["members"].id, organization=of.id, asked_name="Irma Yusuf, Diskominfo Bone"
    )
    await asked.save()
    key = uuid4()
    share = ShareLink(
        document=made["members"].id, key=key, note="Bapak Camat", created_name=keeper.name,
        secret=sharing.hashed(sharing.secret_of(key)),
    )  # fmt: skip
    await share.save()
    things: dict[str, object] = {"folder": folder.id, "must_read": asked.id}
    things |= {"share": share.id, "share_link": sharing.secret_of(key)}
    coming = DocumentUpload(
        key=uuid4(), user=keeper.id, organization=of.id, name="Notulen.pdf", size=9_000,
        ends_at=now() + KEPT_FOR,
    )  # fmt: skip
    await coming.save()
    things["upload"] = coming.key
    things |= await write_letters(of, keeper)
    for name, one in made.items():
        (version,) = await documents.versions_of(one.id)
        await reading_jobs.keep(version, READ)
        things |= {f"doc_{name}": one.ref, f"doc_{name}_id": one.id}
    return things


async def write_letters(of: Organization, keeper: User) -> dict[str, object]:
    """ "agenda_letter" is a letter that came in, and "disposition" what somebody is to do about it."""
    house = await organizations.get(of.slug)
    assert house
    by = Actor(id=keeper.id, name=keeper.name)
    letter_id = await letters.add(house, by, LETTER, uuid4())
    one = await letters.get_letter(of.slug, letter_id)
    assert one
    said = {"name": keeper.name, "instruction": "Siapkan jawabannya"}
    return {"agenda_letter": letter_id, "disposition": await dispositions.add(one, by, said)}
