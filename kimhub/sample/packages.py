"""The sample's packages: handed down, passed on and reported through the same functions as in earnest, and
then moved to the days they are of."""

from datetime import timedelta
from typing import Any, Final

from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import arranging, articles, flow, packages, passing, reach, writing
from kimhub.publishing.kinds import PACKAGE
from kimhub.publishing.packages import Package
from kimhub.publishing.samples_passing import HANDED, PASSED, Handed, Heard
from kimhub.publishing.tables import Article, ArticleAct, ArticleRevision
from kimhub.publishing.tables_passing import PackageOpened, Reach, Relay
from kimhub.sample.articles import Articles
from kimhub.sample.rows import day, moment, sample_key

_unsay = prepare_sql("DELETE FROM job WHERE payload LIKE :of AND task LIKE '%notifications%'")
_titled = prepare_sql("SELECT id FROM article WHERE organization = :house AND title = :title")
FRESH: Final = -2  # days: what is younger waits in inboxes


class Packages(Articles):
    """All packages of one area, and what its houses pass on of each other."""

    async def fill(self) -> int:
        """Make them; returns how many there are. Those of houses that are not there are left out."""
        made = 0
        for handed in HANDED.get(self.area.key, ()):
            if handed.office in self.houses:
                await self._hand_down(handed)
                made += 1
        for who, whose, title, on, comment in PASSED.get(self.area.key, ()):
            if who in self.houses and whose in self.houses:
                found = await _titled.value(house=self.houses[whose].id, title=title)
                article = await articles.get_article(int(found)) if found else None
                if article is not None:
                    await self._relay(article.id, who, on, comment)
                    if on < FRESH:
                        await _unsay(of=f'%"article_id": {article.id},%')
        return made

    async def _hand_down(self, handed: Handed) -> None:
        office, actor = await self.leading(handed.office)
        text = writing.Text(handed.title, handed.lede, handed.blocks, None, handed.facts)
        key = sample_key(f"package:{self.area.key}:{handed.title}")
        made = await writing.begin(office, actor, PACKAGE, text, key)
        asked = arranging.Request(office.wilayah_code, handed.ask, day(handed.due))
        await arranging.arrange(await _package(made), actor, asked)
        await flow.publish((await _package(made)).article, actor)
        at: dict[Any, Any] = {
            Article.published_at: moment(handed.told),
            Article.created_at: moment(handed.told),
            Article.changed_at: moment(handed.told),
        }
        await Article.update(at).where(Article.id == made)
        revised: dict[Any, Any] = {ArticleRevision.created_at: moment(handed.told)}
        await ArticleRevision.update(revised).where(ArticleRevision.article == made)
        await ArticleAct.update({ArticleAct.at: moment(handed.told)}).where(ArticleAct.article == made)
        for name in handed.opened:
            await self._open(await _package(made), name, handed.told)
        for name, on in handed.relays:
            await self._relay(made, name, on)
        for heard in handed.heard:
            await self._report(await _package(made), heard)
        if handed.told < FRESH:
            await _unsay(of=f'%"article_id": {made},%')
            await _unsay(of=f'%"package_id": {(await _package(made)).id},%')

    async def _open(self, one: Package, name: str, told: int) -> None:
        if name in self.houses:
            row = PackageOpened(package=one.id, organization=self.houses[name].id)
            row.at = moment(told) + timedelta(hours=5)
            await PackageOpened.insert(row)

    async def _relay(self, article_id: int, name: str, on: int, comment: str = "") -> None:
        if name not in self.houses:
            return
        house, actor = await self.leading(name)
        article = await articles.get_article(article_id)
        assert article is not None
        await passing.relay(article, house, actor, comment)
        await Relay.update({Relay.at: moment(on)}).where(
            (Relay.article == article_id) & (Relay.organization == house.id)
        )

    async def _report(self, one: Package, heard: Heard) -> None:
        if heard.house not in self.houses:
            return
        house, actor = await self.leading(heard.house)
        form = {
            "way": heard.way, "people": str(heard.people), "note": heard.note,
            "happened_on": day(heard.day).isoformat(),
        }  # fmt: skip
        key = sample_key(f"reach:{self.area.key}:{one.article.title}:{heard.way}")
        made = await reach.tell(one, house, actor, form, key)
        at = min(moment(heard.day) + timedelta(hours=6), now())
        await Reach.update({Reach.at: at}).where(Reach.id == made)


async def _package(article_id: int) -> Package:
    found = await packages.get_package(article_id)
    assert found is not None
    return found
