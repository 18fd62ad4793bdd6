"""What a house tells: an article in each state, a photo, and addresses that lead to them."""

from uuid import uuid4

from msgspec.json import encode

from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.groups import terms
from kimhub.groups.tables import Organization
from kimhub.publishing import arranging, blocks, flow, moving_in, packages, passing, reach
from kimhub.publishing.tables_moving import SiteImport
from kimhub.publishing.tables_stories import Story
from tests import make


async def tell(of: Organization, editor: User, writer: User, side: str) -> dict[str, object]:
    """ "article" is shown with a photo ("photo"), read at "article_path" (its last part); "article_draft"
    is the writer's, "article_sent" lies with the editors, "article_members" is for members,
    "article_hidden" was taken away, "article_archived" is in the archive. "site_import" is an export that
    the editor handed in, "story" what a citizen sent. All are numbers."""
    photo = await make.photo(of, editor)
    shown = await make.told(
        of,
        editor,
        f"Panen raya {side}",
        cover=photo.id,
        blocks=(blocks.Text("Isi."), blocks.Picture(photo.id)),
    )
    album = await make.told(of, editor, f"Album {side}", kind="gallery", blocks=(blocks.Picture(photo.id),))
    draft = await make.article(of, writer, f"Draf kabar {side}")
    sent = await make.article(of, writer, f"Kabar terkirim {side}")
    if writer.id != editor.id:  # in an office everybody lets out
        await flow.send(sent, await make.acting(writer))
    only = flow.Settings(audience="members")
    members = await make.told(of, editor, f"Kabar anggota {side}", settings=only)
    hidden = await make.told(of, editor, f"Kabar ditarik {side}")
    await flow.hide(hidden, await make.acting(editor), "Foto warga tanpa izin.")
    archived = await make.told(of, editor, f"Kabar lama {side}")
    await flow.archive(archived, await make.acting(editor))
    removed = await make.photo(of, editor, removed_at=now())
    plan = encode(moving_in.Plan("feed", texts=1)).decode()
    moving = SiteImport(organization=of.id, user=editor.id, name="kabar.xml", plan=plan)
    await moving.save()
    story = Story(organization=of.id, key=uuid4(), text=f"Jembatan {side} rusak.", place="Dusun II")
    await story.save()
    return {
        "article": shown.id,
        "article_path": shown.slug,
        "album_path": album.slug,
        "article_draft": draft.id,
        "article_sent": sent.id,
        "article_members": members.id,
        "article_hidden": hidden.id,
        "article_archived": archived.id,
        "photo": photo.id,
        "photo_removed": removed.id,
        "site_import": moving.id,
        "story": story.id,
    }


async def hand_down(office: Organization, by: User, to: Organization, admin: User) -> dict[str, object]:
    """A "package" of an office for one house only, which passes it on, and the "report" of that house."""
    article = await make.article(office, by, f"Waspada banjir di {to.name}", kind="package")
    package = await packages.get_package(article.id)
    assert package
    await arranging.arrange(package, await make.acting(by), arranging.Request(to.wilayah_code, "", None))
    await flow.publish(article, await make.acting(by))
    package = await packages.get_package(article.id)
    assert package
    told = {"way": "meeting", "people": "40", "happened_on": terms.today().isoformat()}
    report = await reach.tell(package, await make.house(to), await make.acting(admin), told, uuid4())
    await passing.relay(package.article, await make.house(to), await make.acting(admin))
    return {"package": article.id, "report": report}
