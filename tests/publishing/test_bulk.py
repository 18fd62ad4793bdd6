"""Many sites and articles at once are what the product itself would have written."""

from kimhub.publishing import articles, blocks, bulk, lists
from kimhub.publishing.tables import Article
from tests import make


async def test_sites_and_articles_are_filled_and_can_be_read(database, wilayah):
    await make.installed()
    kim = await make.kim()
    await bulk.fill(3, 30, seed=4)
    assert len(await lists.everywhere(most=50)) == 30
    own = await lists.of_house(kim.id)
    assert len(own) == 10
    assert own == sorted(own, key=lambda line: line.published_at, reverse=True)
    found = await articles.get_public(kim.slug, "berita", next(x.slug for x in own if x.kind == "news"))
    assert found
    revision = await articles.revision(found.live or 0)
    assert blocks.words(revision.blocks)
    await bulk.fill(3, 5, seed=4)  # again: the sites are there, articles come on top
    assert await Article.count() == 35
