"""What machines read on public pages (schema.org in microdata): the properties search engines ask for are
there, whole, and true."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kimhub.core.db import now
from kimhub.publishing import blocks
from kimhub.publishing.facts import Evidence, Facts
from tests import make
from tests.publishing import microdata
from tests.publishing.head_of import Head
from tests.publishing.microdata import Item

HOST = "http://testserver.local"


@pytest.fixture
async def kim() -> Any:
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari", place="Desa Mallari")


def named(item: Item, name: str, kind: str) -> str:
    """A property that is a thing with a name."""
    (value,) = item.properties[name]
    assert value.type == f"https://schema.org/{kind}"
    found: str = value.one("name")
    return found


def moment(text: str) -> datetime:
    """A point in time, with its zone."""
    found = datetime.fromisoformat(text)
    assert found.tzinfo
    return found


def second(at: datetime | None) -> datetime:
    assert at
    return at.replace(microsecond=0)


async def test_news_are_articles_with_author_day_picture_and_publisher(browser: Any, kim: Any):
    editor = await make.kim_admin(kim, "Rahmawati")
    photo = await make.photo(kim, editor)
    text = (blocks.Text("Panen *naik*."), blocks.Picture(photo.id))
    one = await make.told(kim, editor, "Panen raya & harga", blocks=text)

    found = microdata.of((await browser.get(one.path)).text, "NewsArticle")

    assert found.one("headline") == "Panen raya & harga"
    assert len(found.one("headline")) <= 110
    assert moment(found.one("datePublished")) == second(one.published_at)
    assert named(found, "author", "Person") == "Rahmawati"
    assert named(found, "publisher", "Organization") == "KIM Mallari"
    assert found.one("mainEntityOfPage") == f"{HOST}{one.path}"
    assert found.one("articleBody").startswith("Panen naik.")
    assert found.one("image").startswith(f"{HOST}/")
    assert (await browser.get(found.one("image").removeprefix(HOST))).status_code == 200


async def test_a_clarification_is_a_claim_review(browser: Any, kim: Any):
    editor = await make.kim_admin(kim)
    facts = Facts(
        claim="Kirim foto KTP untuk pupuk.", claimed_by="Grup WhatsApp", verdict="false",
        evidence=(Evidence("Tidak ada.", "Kantor desa"),),
    )  # fmt: skip
    one = await make.told(kim, editor, "Bantuan pupuk", kind="clarification", facts=facts)

    found = microdata.of((await browser.get(one.path)).text, "ClaimReview")

    assert found.one("claimReviewed") == "Kirim foto KTP untuk pupuk."
    assert found.one("url") == f"{HOST}{one.path}"
    assert named(found, "author", "Organization") == "KIM Mallari"
    assert moment(found.one("datePublished")) == second(one.published_at)
    rating = found.one("reviewRating")
    assert rating.one("alternateName") == "Salah"
    worst, value, best = (int(rating.one(name)) for name in ("worstRating", "ratingValue", "bestRating"))
    assert (worst, value, best) == (1, 1, 5)
    assert found.one("itemReviewed").type == "https://schema.org/Claim"


async def test_every_kind_of_page_says_what_it_is(browser: Any, kim: Any):
    editor = await make.kim_admin(kim)
    photo = await make.photo(kim, editor)
    kinds = {"announcement": "Article", "page": "WebPage", "gallery": "ImageGallery"}
    for kind, schema in kinds.items():
        one = await make.told(
            kim, editor, f"Judul {kind}", kind=kind, blocks=(blocks.Picture(photo.id), blocks.Text("Isi."))
        )
        found = microdata.of((await browser.get(one.path)).text, schema)
        assert found.one("headline") == f"Judul {kind}"
        assert named(found, "publisher", "Organization") == "KIM Mallari"
    for path in ("", "/tentang", "/kontak", "/pengurus", "/visi-misi"):
        page = (await browser.get(f"/k/kim-mallari{path}")).text
        house = microdata.of(page, "Organization")
        assert house.one("name") == "KIM Mallari"
        assert house.one("url") == f"{HOST}/k/kim-mallari"
    workshop = await make.workshop(kim, "Menulis kabar", starts_at=now() + timedelta(days=3))
    event = microdata.of((await browser.get(f"/pelatihan/{workshop.slug}")).text, "Event")
    assert event.one("name") == "Menulis kabar"
    assert moment(event.one("startDate")) == second(workshop.starts_at)
    assert event.properties["location"]


async def test_pages_lead_to_their_feeds_calendar_and_oembed(browser: Any, kim: Any):
    one = await make.told(kim, await make.kim_admin(kim), "Panen raya")
    for path in ("/k/kim-mallari", "/k/kim-mallari/agenda", one.path):
        head = Head((await browser.get(path)).text)
        for kind in ("application/atom+xml", "application/rss+xml"):
            (feed,) = head.link("alternate", kind)
            assert (await browser.get(feed)).status_code == 200
        (told,) = head.link("alternate", "application/json+oembed")
        answer = await browser.get(told.removeprefix(HOST))
        assert answer.status_code == 200
        assert b'"version":"1.0"' in answer.content
    agenda = (await browser.get("/k/kim-mallari/agenda")).text
    (calendar,) = Head(agenda).link("alternate", "text/calendar")
    assert (await browser.get(calendar)).text.startswith("BEGIN:VCALENDAR")
    assert f"&lt;iframe src=&#34;{HOST}/k/kim-mallari/agenda/sematan&#34;" in agenda
