"""Whatever is done with articles in whatever order: others read what is shown to them, on every path, and
never a word of anything else.

Every text has a word of its own. After random deeds, all that leaves the house is collected (pages, lists,
feeds, site maps, search, cards, photos, the bundle), with caches as they are, and compared with a model of
one page.
"""

import os
import re
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

import pytest

from kimhub.core import jobs
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.publishing import articles, blocks, flow, moving_out, writing
from kimhub.publishing.facts import Evidence, Facts
from kimhub.publishing.kinds import KINDS
from kimhub.publishing.photos import some
from kimhub.publishing.tables import Article as ArticleRow
from tests import make

HISTORIES = int(os.environ.get("MANY", "3"))
DEEDS = (
    ["begin"] * 4
    + ["send", "return", "edit", "edit"]
    + ["publish"] * 4
    + ["members", "public", "expire", "hide", "archive", "back", "remove", "move", "later"]
)
WORD = re.compile(r"katasandi\d+x\d+")


@dataclass
class Told:
    """An article on paper. `words` of its texts in order; `read` the one that is shown, if any was."""

    id: int
    kind: str
    photo: int
    words: list[str] = field(default_factory=list)
    read: str = ""
    shown: bool = False
    audience: str = "public"
    ended: bool = False
    old: set[str] = field(default_factory=set)  # addresses it had while it was shown

    @property
    def is_public(self) -> bool:
        return self.shown and not self.ended and self.audience == "public"

    @property
    def is_for_members(self) -> bool:
        return self.shown and not self.ended


class Story:
    def __init__(self, chance: Random) -> None:
        self.chance, self.told, self.number = chance, list[Told](), 0

    async def start(self) -> None:
        await make.installed()
        self.kim = await make.kim()
        self.writer, self.editor = await make.member(self.kim), await make.kim_admin(self.kim)
        self.member = await make.member(self.kim, "Anggota Lain")
        self.stranger = await make.member(
            await make.kim("KIM Carigading", wilayah_code="73.08.16.2016"), "Orang Lain"
        )

    def text(self, one: Told) -> writing.Text:
        """A new text with a word that stands nowhere else, in its title, lede, body and label."""
        self.number += 1
        word = f"katasandi{one.id}x{self.number}"
        one.words.append(word)
        said = Facts(tags=(word,), place=word, source_name=word)
        if one.kind == "clarification":
            said = Facts((word,), "", word, word, word, "false", (Evidence(word, word, ""),), word)
        body = (blocks.Text(f"Isi {word} kabar warga"), blocks.Picture(one.photo, word))
        return writing.Text(f"Kabar {word}", f"Ringkas {word}", body, one.photo, said)

    async def do(self, deed: str) -> None:
        if deed == "begin" or not self.told:
            await self.begin()
            return
        one = self.chance.choice(self.told)
        found = await articles.get_article(one.id)
        if found is None:
            return
        actor = await make.acting(self.editor)
        try:
            match deed:
                case "send":
                    await flow.send(found, await make.acting(self.writer))
                case "return":
                    await flow.give_back(found, actor, "Tulis nama dusunnya.")
                case "edit":
                    await writing.save(found, actor, self.text(one), found.version)
                case "publish":
                    await flow.publish(found, actor)
                    one.read, one.shown = one.words[-1], True
                case "later":
                    await flow.publish(found, actor, at=now() + timedelta(days=2))
                case "members" | "public":
                    await flow.settle(found, actor, flow.Settings(audience=deed))
                    one.audience = deed
                case "expire":  # its time ends while nobody looks: no job has run yet
                    past: dict[Any, Any] = {ArticleRow.expires_at: now() - timedelta(seconds=1)}
                    await flow.settle(
                        found, actor, flow.Settings(info_class="berkala", slug=f"usai-{one.id}")
                    )
                    await ArticleRow.update(past).where(ArticleRow.id == one.id)
                    one.ended = True
                case "hide":
                    await flow.hide(found, actor, "Nama warga tanpa izin.")
                    one.shown = False
                case "archive":
                    await flow.archive(found, actor)
                    one.shown = False
                case "back":
                    await flow.bring_back(found, actor)
                    one.shown = True
                case "remove":
                    await flow.remove(found, actor)
                case "move":
                    if one.shown:
                        one.old.add(found.path)
                    await flow.settle(found, actor, flow.Settings(slug=f"{found.slug}-baru"[:60]))
        except (Refused, Invalid):
            return

    async def begin(self) -> None:
        photo = await make.photo(self.kim, self.writer)
        kind = self.chance.choice(("news", "news", "announcement", "gallery", "clarification"))
        made = await make.article(self.kim, self.writer, "Kabar warga", kind=kind)  # no word in the address
        one = Told(made.id, kind, photo.id)
        await writing.save(made, await make.acting(self.writer), self.text(one), made.version)
        self.told.append(one)


async def gathered(browser: Any, story: Story, headers: dict[str, str]) -> str:
    """All that this person gets anywhere, without the address they asked for."""
    slug, said = story.kim.slug, list[str]()
    paths = ["/", "/kabar", "/kabar/atom.xml", "/kabar/rss.xml", f"/k/{slug}", "/sitemap.xml"]
    paths += [f"/k/{slug}/{part}" for part in ("atom.xml", "rss.xml", "tentang", "kontak", "dokumen")]
    for kind in KINDS.values():
        paths += [f"/k/{slug}/{kind.segment}", f"/k/{slug}/{kind.segment}/atom.xml"]
    paths += [f"/situs/{slug}/anggota", f"/situs/{slug}"]
    paths += [f"/cari?q=kabar+warga&jenis={kind}" for kind in ("article", "")]
    paths += ["/cari/cepat?q=kabar"]
    for one in story.told:
        row = await ArticleRow.objects().get(ArticleRow.id == one.id)
        here = f"/k/{slug}/{KINDS[one.kind].segment}/{row.slug}"
        paths += [
            here,
            f"{here}/kartu.png",
            f"/situs/a/{one.id}",
            f"/oembed?url=http://testserver.local{here}",
        ]
        paths += [f"/kabar/{one.id}", *one.old]
    for path in dict.fromkeys(paths):
        browser.cookies.clear()  # what a form gave a guest; with cookies kept, httpx takes its long way
        answer = await browser.get(path, headers=headers)
        assert answer.status_code < 500, path
        said.append(answer.headers.get("location", ""))
        said.append(answer.text.replace(path.partition("?")[0], ""))  # what they asked is no news
        said += [
            (await browser.get(part)).text
            for part in re.findall(r"<loc>http://testserver\.local(/\S+?\.xml)</loc>", answer.text)
        ]
    return "\n".join(said)


async def bundled(story: Story) -> str:
    house = await make.house(story.kim)
    pieces = [piece async for piece in moving_out.pages(house, "http://testserver.local", now())]
    with zipfile.ZipFile(BytesIO(b"".join(pieces))) as made:
        return "\n".join(made.read(name).decode("utf-8", "replace") + name for name in made.namelist())


async def check(browser: Any, story: Story) -> None:
    public = {one.read for one in story.told if one.is_public}
    inside = {one.read for one in story.told if one.is_for_members}
    everything = {word for one in story.told for word in one.words}
    guest = await gathered(browser, story, {})
    assert set(WORD.findall(guest)) & everything == public
    assert set(WORD.findall(await bundled(story))) == public
    stranger = await gathered(browser, story, await make.signed_in(story.stranger))
    assert set(WORD.findall(stranger)) & everything == public
    member = await gathered(browser, story, await make.signed_in(story.member))
    assert set(WORD.findall(member)) & everything == inside
    assert set(WORD.findall(await gathered(browser, story, {}))) & everything == public  # signed out again
    photos = await some([one.photo for one in story.told])
    for one in story.told:
        photo = photos[one.photo]
        answer = await browser.get(photo.path(photo.forms[0]))
        assert (answer.status_code == 200) == one.is_public, one
        if not one.is_public:
            assert "public" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_nobody_reads_what_is_not_shown_to_them(browser: Any, database: Any, seed: int):
    story = Story(Random(seed))
    await story.start()
    for step in range(28):
        await story.do(story.chance.choice(DEEDS))
        if step in {13, 27}:
            await jobs.run_due()
            await check(browser, story)
    assert any(one.read for one in story.told)
