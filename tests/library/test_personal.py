"""What the library keeps of people: handed out, and made neutral when they leave."""

from datetime import date
from typing import Any

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.leaving import GONE
from kimhub.library import documents, favourites, must_read, openings, personal, status
from kimhub.library.tables_letters import Disposition, LetterEntry
from kimhub.library.tables_use import DocumentOpened, Favourite
from tests import make


async def test_who_leaves_takes_their_name_from_what_they_brought(database: Any):
    kim = await make.kim("KIM Mallari")
    siti = await make.kim_admin(kim, "Siti Aminah")
    actor = await make.actor_of(siti)
    one = await make.document(kim, "SK pengurus", siti, status="draft")
    await status.change(one.id, actor, "official", str(one.version))
    await favourites.keep(actor, one, True)
    await openings.note(actor, one)
    letter = LetterEntry(
        organization=kim.id, direction="in", year=2026, agenda_no=1, other="Camat", subject="Undangan",
        received_on=date(2026, 11, 2), created_by=siti.id, created_name="Siti Aminah",
    )  # fmt: skip
    await letter.save()
    task = Disposition(letter=letter.id, user=siti.id, name="Siti Aminah", instruction="Hadiri")
    await task.save()
    assert [row["title"] for row in await personal.brought_by(siti.id)] == ["SK pengurus"]
    assert [row["what"] for row in await personal.used_by(siti.id)] == ["favourite", "opened"]
    assert [row["what"] for row in await personal.decided_by(siti.id)] == ["official"]
    assert [row["instruction"] for row in await personal.letters_for(siti.id)] == ["Hadiri"]
    other = await make.kim("KIM Unra")
    away = await make.document(other, "Notulen rahasia", await make.kim_admin(other, "Ketua Unra"))
    await openings.note(actor, away)
    titles = [row["title"] for row in await personal.used_by(siti.id)]
    assert titles == ["SK pengurus", "SK pengurus", "Dokumen yang tidak terbuka bagi Anda"]
    await personal.forget(UserDeleted(siti.id))
    now = await documents.by_id(one.id)
    assert now
    assert (now.created_name, now.official_name) == (GONE, "Siti Aminah, KIM Mallari")
    assert [version.author_name for version in await documents.versions_of(one.id)] == [GONE]
    assert await Favourite.count() + await DocumentOpened.count() == 0
    assert (await Disposition.objects().get(Disposition.id == task.id)).name == GONE  # type: ignore[union-attr]
    assert await must_read.waiting(actor) == []
