"""What a house tells: an article in each state, a photo, and addresses that lead to them."""

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.publishing import blocks, flow
from tests import make


async def tell(of: Organization, editor: User, writer: User, side: str) -> dict[str, object]:
    """ "article" is shown with a photo ("photo"), read at "article_path" (its last part); "article_draft"
    is the writer's, "article_sent" lies with the editors, "article_members" is for members,
    "article_hidden" was taken away, "article_archived" is in the archive. All are numbers."""
    photo = await make.photo(of, editor)
    shown = await make.told(
        of,
        editor,
        f"Panen raya {side}",
        cover=photo.id,
        blocks=(blocks.Text("Isi."), blocks.Picture(photo.id)),
    )
    draft = await make.article(of, writer, f"Draf kabar {side}")
    sent = await make.article(of, writer, f"Kabar terkirim {side}")
    await flow.send(sent, await make.acting(writer))
    only = flow.Settings(audience="members")
    members = await make.told(of, editor, f"Kabar anggota {side}", settings=only)
    hidden = await make.told(of, editor, f"Kabar ditarik {side}")
    await flow.hide(hidden, await make.acting(editor), "Foto warga tanpa izin.")
    archived = await make.told(of, editor, f"Kabar lama {side}")
    await flow.archive(archived, await make.acting(editor))
    return {
        "article": shown.id,
        "article_path": shown.slug,
        "article_draft": draft.id,
        "article_sent": sent.id,
        "article_members": members.id,
        "article_hidden": hidden.id,
        "article_archived": archived.id,
        "photo": photo.id,
    }
