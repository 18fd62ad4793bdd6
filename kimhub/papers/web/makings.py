"""A document being made: how far it is, and the file once it is there."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import allow
from kimhub.core.errors import NotFound
from kimhub.core.files import store
from kimhub.core.page import Page, Redirect
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.papers import making, policy
from kimhub.papers.making import One

PATH = "/cetakan/{making_id:int}"


@get(PATH, name="papers:making", **allow(policy.can_fetch, one=making.get_one))
async def show(one: NamedDependency[One]) -> Page:
    return Page("papers/making.html", "making", store=False, one=one.entry)


@post(PATH, name="papers:make_again", **allow(policy.can_fetch, one=making.get_one))
async def make_again(one: NamedDependency[One]) -> Redirect:
    await making.again(one)
    return Redirect(one.entry.path)


@get(PATH + "/berkas", name="papers:made_file", **allow(policy.can_fetch, one=making.get_one))
async def download(one: NamedDependency[One]) -> RangeFile:
    entry = one.entry
    if entry.state != "ready":
        raise NotFound
    return stored_file(store(), entry.file, size=entry.size, mime=entry.mime, name=entry.name)


handlers = [show, make_again, download]
