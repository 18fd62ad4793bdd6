"""A printed paper with its code, and a document that was made."""

from datetime import timedelta
from typing import Any

from kimhub.accounts.tables import User
from kimhub.core import files
from kimhub.core.db import now, transaction
from kimhub.groups import policy, terms
from kimhub.groups.tables import Organization
from kimhub.papers import checks, making
from kimhub.papers.checks import Facts
from kimhub.papers.making import Document, Maker, Progress
from kimhub.papers.tables import Making
from kimhub.workshops.certificate_facts import Printed, packed
from kimhub.workshops.tables_after import Certificate

KIND = "sample"


async def facts_of(_code: str) -> Facts:
    return Facts("Contoh", [("Nama", "Siti Aminah")])


async def make_sample(subject: int, options: dict[str, Any], progress: Progress) -> Document:
    """A text of the options' words, which fails where they say so."""
    for done in (1, 2):
        await progress(done, 2)
        if fault := options.get("fault"):
            raise RuntimeError(fault)
    return Document(str(options.get("words", subject)).encode(), "contoh.txt", "text/plain")


async def load(organization_id: int) -> Organization | None:
    return await Organization.objects().get(Organization.id == organization_id)


checks.register(KIND, facts_of)
making.register(KIND, Maker(make_sample, load, policy.is_officer))


async def certify(things: dict[str, object], person: User, number: str) -> dict[str, object]:
    """A certificate of the workshop among `things`, for whom the personal link is."""
    async with transaction():
        (code,) = await checks.new_codes("certificate")
    facts = Printed(["KIM MALLARI"], "Menulis kabar desa", "yang diadakan.", "Bone", "Budi", "Ketua", 0, [])
    row = Certificate(
        workshop=things["workshop_id"], registration=things["registration"], user=person.id, code=code,
        number=number, name=person.name, facts=packed(facts), issued_on=terms.today(),
    )  # fmt: skip
    await row.save()
    return {"certificate": row.id}


async def print_papers(of: Organization, asked_by: User) -> dict[str, object]:
    async with transaction():
        (code,) = await checks.new_codes(KIND)
    kept = await files.save_content(b"Contoh", "text/plain", "contoh.txt")
    row = Making(
        user=asked_by.id, kind=KIND, subject=of.id, title="Contoh", back=f"/kim/{of.slug}", state="ready",
        file=kept.key, name=kept.name, mime=kept.mime, size=kept.size, ends_at=now() + timedelta(days=7),
    )  # fmt: skip
    await row.save()
    return {"check_code": code, "making": row.id}
