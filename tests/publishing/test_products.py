"""What people of the place make and sell: told with its price, ordered from the seller, apart from news."""

import io
import json
import zipfile
from typing import Any

import pytest
from PIL import Image

from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.publishing import articles, blocks, flow, lists, moving_out, passing, products
from kimhub.publishing.facts import Facts
from kimhub.publishing.moving_own import NAME
from kimhub.publishing.tables import Article, Site
from kimhub.search import of_articles, words
from tests import make
from tests.publishing import microdata
from tests.publishing.head_of import Head
from tests.publishing.test_moving import archive, handed, moved

HOST = "http://testserver.local"
PHONE = "+6281200000101"
CHIPS = Facts(
    price="15000",
    seller="Hj. Rosmini",
    place="Pasar Mallari",
    phone=PHONE,
    phone_agreed=True,
    tags=("kue",),
)
FORM: dict[str, Any] = {
    "title": "Keripik pisang",
    "kind": "product",
    "key": "6f1f2c1e-58ab-4c0d-9d3a-0d4b7a4d1c77",
    "version": "1",
    "block[]": ["0"],
    "type-0": "text",
    "text-0": "Renyah, tanpa pengawet.",
}


@pytest.fixture
async def kim(database: Any) -> Any:
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari", place="Desa Mallari")


async def sold(kim: Any, editor: Any, title: str = "Keripik pisang", **fields: Any) -> Any:
    fields.setdefault("facts", CHIPS)
    return await make.told(kim, editor, title, kind="product", **fields)


async def only_article() -> Any:
    row = await Article.objects().first()
    assert row
    return await make.article_now(row.id)


def refusals(**said: Any) -> set[str]:
    """The fields that stop a product from going out."""
    values = {"seller": "Rosmini", "place": "Pasar"} | said
    return {*products.missing(Facts(**values))}


def test_prices_and_numbers_are_read_as_people_write_them():
    for text in ("15.000", "Rp 15.000,-", "15 ribu", "15rb", "15000"):
        assert products.read_price(text) == "15000", text
    for text in ("murah", "-15000", "0", "15.000,50", "9" * 15, "<b>1</b>"):
        kept = products.read_price(text)
        assert products.price_of(kept) is None, text
        assert refusals(price=kept) == {"price"}, text
    assert products.read_price("") == ""
    for text in ("0812-0000-0101", "+62 812 0000 0101", "https://wa.me/6281200000101"):
        assert products.read_phone(text) == PHONE, text
    for text in ("javascript:alert(1)", "12345", "0471 21234", "nanti saja"):
        kept = products.read_phone(text)
        assert refusals(phone=kept, phone_agreed=True) == {"phone"}, text
        offer = products.offer_of(Facts(phone=kept, phone_agreed=True))
        assert (offer.phone, offer.order_link("Kue", "")) == ("", "")


def test_what_a_buyer_would_miss_is_asked_for():
    assert refusals() == set(), "no price and no number: buyers go there"
    assert refusals(place="") == {"phone"}
    assert refusals(seller="") == {"seller"}
    assert refusals(price_from=True) == {"price"}
    assert refusals(phone=PHONE) == {"phone_agreed"}
    assert products.offer_of(Facts(phone=PHONE)).phone == "", "nobody agreed"
    assert refusals(phone=PHONE, phone_agreed=True, place="", price="15000", price_from=True) == set()


async def test_written_without_a_script_and_let_out_when_it_is_whole(browser: Any, kim: Any):
    editor = await make.kim_admin(kim)
    admin = await make.signed_in(editor)
    desk = "/situs/kim-mallari"
    assert f'href="{desk}/tulis?jenis=product"' in (await browser.get(desk, headers=admin)).text
    page = (await browser.get(f"{desk}/tulis?jenis=product", headers=admin)).text
    for name in ("price", "price_from", "seller", "place", "phone", "phone_agreed"):
        assert page.count(f'name="{name}"') == 1
    for name in ("price", "seller", "phone"):
        assert f'name="{name}"' not in (await browser.get(f"{desk}/tulis", headers=admin)).text

    wrong = FORM | {"price": "murah <b>", "seller": "Rosmini", "phone": "0812"}
    await browser.post(f"{desk}/tulis", headers=admin, data=wrong)
    one = await only_article()
    again = (await browser.get(f"{one.desk_path}/sunting", headers=admin)).text
    assert 'value="murah &lt;b&gt;"' in again, "nothing that was typed is lost"
    asked = await browser.get(f"{one.desk_path}/terbitkan", headers=admin)
    assert "Tulis harganya dalam rupiah" in asked.text
    assert "penjual harus setuju" in asked.text
    refused = await browser.post(f"{one.desk_path}/terbitkan", headers=admin, data={})
    assert refused.status_code == 422
    assert (await make.article_now(one.id)).live is None

    right = FORM | {
        "version": "2", "price": "15 ribu", "price_from": "on", "seller": "Rosmini",
        "phone": "0812-0000-0101", "phone_agreed": "on", "place": "Pasar Mallari",
    }  # fmt: skip
    right["version"] = str((await make.article_now(one.id)).version)
    await browser.post(f"{one.desk_path}/sunting", headers=admin, data=right)
    again = (await browser.get(f"{one.desk_path}/sunting", headers=admin)).text
    assert 'value="15.000"' in again
    assert 'value="0812-0000-0101"' in again
    assert "mulai dari Rp15.000" in (await browser.get(one.desk_path, headers=admin)).text
    await flow.publish(await make.article_now(one.id), await make.acting(editor))
    one = await make.article_now(one.id)
    assert one.path == "/k/kim-mallari/umkm/keripik-pisang"
    assert "mulai dari Rp15.000" in (await browser.get(one.path)).text


async def test_its_page_is_a_product_with_an_offer_and_a_button_to_order(browser: Any, kim: Any):
    editor = await make.kim_admin(kim)
    photo = await make.photo(kim, editor)
    one = await sold(
        kim, editor, "Keripik & madu", blocks=(blocks.Text("Renyah."), blocks.Picture(photo.id))
    )
    page = (await browser.get(one.path)).text
    found = microdata.of(page, "Product")
    assert found.one("name") == "Keripik & madu"
    assert found.one("url") == f"{HOST}{one.path}"
    assert found.one("image").startswith(f"{HOST}/")
    offer = found.one("offers")
    assert offer.type == "https://schema.org/Offer"
    assert (offer.one("price"), offer.one("priceCurrency")) == ("15000", "IDR")
    assert offer.one("seller").one("name") == "Hj. Rosmini"
    assert microdata.of(page, "WebPage").one("headline") == "Keripik & madu"
    assert (
        "https://wa.me/6281200000101?text=Halo%2C%20saya%20ingin%20memesan%20Keripik%20%26%20madu" in page
    )
    assert "0812-0000-0101" in page
    assert "Halo%2C" in (await browser.get(f"{one.path}?bahasa=en")).text, "the seller reads it"

    many = await sold(
        kim, editor, "Kue kering", facts=Facts(price="5000", price_from=True, seller="A", place="B")
    )
    page = (await browser.get(many.path)).text
    offer = microdata.of(page, "Product").one("offers")
    assert offer.type == "https://schema.org/AggregateOffer"
    assert (offer.one("lowPrice"), offer.properties.get("price")) == ("5000", None)
    assert "Pesan lewat WhatsApp" not in page
    plain = await sold(kim, editor, "Anyaman", facts=Facts(seller="A", place="B"))
    assert "offers" not in microdata.of((await browser.get(plain.path)).text, "Product").properties


async def test_a_number_nobody_agreed_to_stands_nowhere(browser: Any, kim: Any):
    """Also where it came into a text that goes without: a kind that has none."""
    editor = await make.kim_admin(kim)
    with pytest.raises(Invalid):
        await sold(kim, editor, facts=Facts(seller="A", place="B", phone=PHONE))
    news = await make.told(kim, editor, "Panen raya", facts=CHIPS)
    page = (await browser.get(news.path)).text
    assert "81200000101" not in page
    assert "0812-0000" not in page


async def test_words_of_a_product_are_words(browser: Any, kim: Any):
    evil = '"><script>alert(1)</script>'
    told = Facts(price="1000", seller=evil, place=evil, phone=PHONE, phone_agreed=True)
    one = await sold(kim, await make.kim_admin(kim), f"Kue {evil}", facts=told)
    for path in (one.path, "/k/kim-mallari/umkm", "/k/kim-mallari", "/k/kim-mallari/umkm/atom.xml"):
        page = (await browser.get(path)).text
        assert "<script>alert" not in page, path
        assert "alert(1)" in page, path


async def test_products_stand_apart_from_news(browser: Any, kim: Any):
    editor = await make.kim_admin(kim)
    one = await sold(kim, editor)
    news = await make.told(kim, editor, "Panen raya")
    assert [line.id for line in await lists.of_house(kim.id)] == [news.id]
    assert [line.id for line in await lists.everywhere()] == [news.id]
    assert [line.id for line in await lists.of_house(kim.id, ["product"])] == [one.id]
    for path in ("/", "/kabar", "/k/kim-mallari/berita", "/k/kim-mallari/atom.xml", "/kabar/rss.xml"):
        page = (await browser.get(path)).text
        assert "Panen raya" in page, path
        assert "Keripik pisang" not in page, path
    assert (await browser.get("/kabar?jenis=umkm")).text.count("Keripik pisang") == 0

    shelf = (await browser.get("/k/kim-mallari/umkm")).text
    for said in ("Keripik pisang", "Rp15.000", "Hj. Rosmini", "Pasar Mallari"):
        assert said in shelf
    assert "Panen raya" not in shelf
    for feed in ("atom.xml", "rss.xml"):
        told = (await browser.get(f"/k/kim-mallari/umkm/{feed}")).text
        assert "Rp15.000" in told
        assert "Panen raya" not in told
    await flow.archive(one, await make.acting(editor))
    assert "Keripik" not in (await browser.get("/k/kim-mallari/umkm")).text
    assert (await browser.get(one.path)).status_code == 404


async def test_the_front_page_and_the_menu_show_them_where_a_house_wants(browser: Any, kim: Any):
    editor = await make.kim_admin(kim)
    assert "Semua produk" not in (await browser.get("/k/kim-mallari")).text, "nothing is sold yet"
    await sold(kim, editor)
    front = (await browser.get("/k/kim-mallari")).text
    assert "Semua produk" in front
    assert "Rp15.000" in front
    admin = await make.signed_in(editor)
    look = (await browser.get("/situs/kim-mallari/tampilan", headers=admin)).text
    assert 'value="products"' in look
    assert 'value="umkm"' in look
    house = await make.house(kim)
    row = Site(
        organization=kim.id,
        blocks='["contact"]',
        menu='[{"page":"umkm","words":"Belanja"}]',
        version=house.version,
    )
    await Site.insert(row)
    front = (await browser.get("/k/kim-mallari")).text
    assert "Semua produk" not in front
    assert 'href="/k/kim-mallari/umkm">Belanja</a>' in front


async def test_a_product_has_a_card_to_be_shared(browser: Any, kim: Any):
    one = await sold(kim, await make.kim_admin(kim))
    head = Head((await browser.get(one.path)).text)
    picture = head.one("og:image")
    assert picture.startswith(f"{HOST}{one.path}/")
    answer = await browser.get(picture.removeprefix(HOST))
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert "%2AKeripik%20pisang%2A%20%C2%B7%20Rp15.000" in (await browser.get(one.path)).text


async def test_it_moves_out_and_in_with_price_and_seller(browser: Any, kim: Any):
    editor = await make.kim_admin(kim)
    await sold(kim, editor)
    house = await make.house(kim)
    pages = b"".join([part async for part in moving_out.pages(house, HOST, now())])
    told = zipfile.ZipFile(io.BytesIO(pages)).read("umkm/keripik-pisang.html").decode()
    assert "Rp15.000 · Hj. Rosmini · Pasar Mallari · 0812-0000-0101" in told
    data = b"".join([part async for part in moving_out.data(house, HOST, now())])
    own = json.loads(zipfile.ZipFile(io.BytesIO(data)).read(NAME))
    facts = own["articles"][0]["facts"]
    assert (facts["price"], facts["seller"], facts["phone"]) == ("15000", "Hj. Rosmini", PHONE)

    facts |= {"seller": "  Hj.\nRosmini ", "price": "15 ribu", "phone": "0812 0000 0101"}  # by hand
    other = await make.kim("KIM Kading", slug="kim-kading")
    headers = await make.signed_in(await make.kim_admin(other))
    stem, _, ending = NAME.rpartition(".")
    content = archive(**{f"{stem}_{ending}": json.dumps(own)})
    path = await handed(browser, other, content, "situs.zip", headers)
    assert (await moved(browser, path, headers)).texts == 1
    found = await articles.get_public("kim-kading", "umkm", "keripik-pisang")
    assert found
    assert (await articles.revision(found.live or 0)).told == CHIPS


async def test_search_finds_it_by_kind_and_seller(kim: Any):
    one = await sold(kim, await make.kim_admin(kim))
    (entry,) = await of_articles.entries_of([one.id])
    assert (entry.type, entry.path) == ("product", one.path)
    assert "Hj. Rosmini" in entry.text
    assert "81200000101" not in entry.text, "nobody is found by a number"
    assert (await words.types_of("article"))["product"] == "Produk warga"


async def test_whoever_passes_it_on_and_members_read_the_same(browser: Any, kim: Any):
    editor = await make.kim_admin(kim)
    one = await sold(kim, editor)
    other = await make.kim("KIM Kading", slug="kim-kading")
    admin = await make.acting(await make.kim_admin(other))
    await passing.relay(one, await make.house(other), admin)
    shelf = (await browser.get("/k/kim-kading/umkm")).text
    assert "Rp15.000" in shelf
    assert "KIM Mallari" in shelf, "whose it is"
    (line,) = await lists.of_house(other.id, ["product"])
    page = (await browser.get(line.path)).text
    for said in ("Rp15.000", "Hj. Rosmini", "https://wa.me/6281200000101?text=Halo"):
        assert said in page
    assert "itemprop" not in page, "the item is that of the house it comes from"

    only = await sold(kim, editor, "Madu hutan", settings=flow.Settings(audience="members"))
    assert "Madu hutan" not in (await browser.get("/k/kim-mallari/umkm")).text
    member = await make.signed_in(await make.member(kim))
    page = (await browser.get(f"/situs/baca/{only.id}", headers=member)).text
    assert "Rp15.000" in page
    assert "https://wa.me/6281200000101?text=Halo" in page
