"""Photos as bytes: public while an article that shows them is, asked for anew by everybody else."""

from litestar import get
from litestar.di import NamedDependency

from kimhub.core.access import allow
from kimhub.core.actor import Actor
from kimhub.core.files import store
from kimhub.core.rangefile import RangeFile
from kimhub.publishing import photos, policy_photos
from kimhub.publishing.photos import Form

# Pixels of an address never change, but the article may be taken away, and with it the photo: a phone that
# has seen it keeps it for a while, nobody in between.
PUBLIC = "private, max-age=600"
FOR_ONE = "private, no-cache"


def can_have(actor: Actor, form: Form) -> bool:
    return policy_photos.can_see(actor, form.seen, form.at)


@get("/foto/{ref:str}/{name:str}", name="publishing:photo_file", **allow(can_have, form=photos.get_form))
async def show(form: NamedDependency[Form]) -> RangeFile:
    return RangeFile(
        lambda start, end: store().chunks(form.key, start, end),
        size=form.size,
        etag=form.key.replace("/", "")[4:],
        mime=form.mime,
        name=form.name,
        inline=True,
        cache=PUBLIC if form.seen.is_public else FOR_ONE,
    )


HANDLERS = [show]
