"""Finding organizations, and the villages that have none."""

from datetime import timedelta

import pytest

from kimhub.groups import register, terms
from kimhub.groups.register import Filter
from tests import make
from tests.spy import queries

pytestmark = pytest.mark.usefixtures("wilayah")

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
async def district():
    await make.installed()


async def names(actor, **wanted):
    found, _ = await register.find(actor, Filter(**wanted))
    return [entry.name for entry in found]


async def test_people_find_a_kim_by_its_name_or_its_place(browser, district):
    await make.kim("KIM Sipakainge")
    await make.kim(
        "KIM Pantai",
        wilayah_code="19.71.01.1001",
        place="Kel. Opas Indah, Kec. Taman Sari, Kota Pangkal Pinang",
    )
    actor = await make.acting(await make.user())

    assert await names(actor, text="sipaka") == ["KIM Sipakainge"]
    assert await names(actor, text="mallari awangpone") == ["KIM Sipakainge"]
    assert await names(actor, text="pangkalpinang") == ["KIM Pantai"]
    assert await names(actor, text="pangkal pinang") == ["KIM Pantai"]
    assert await names(actor, text="kelompok informasi masyarakat pantai") == ["KIM Pantai"]
    assert await names(actor, text="desa mallari kabupaten bone") == ["KIM Sipakainge"]
    assert await names(actor, text="%") == ["KIM Pantai", "KIM Sipakainge"]
    assert await names(actor, text="tidak ada") == []


async def test_every_filter_narrows_the_list(district):
    today = terms.today()
    await make.kim("KIM Satu", term_end=today + timedelta(days=400))
    await make.kim("KIM Dua", term_end=today - timedelta(days=1), activity_level="active")
    await make.kim("KIM Tiga", legal_status="registered", wilayah_code="73.08.17.2001")
    await make.kim("KIM Empat", legal_status="dissolved")
    await make.organization("Forum", kind="forum_kim", wilayah_code="73.08.16")
    actor = await make.acting(await make.user())

    assert await names(actor, wilayah="73.08.16") == ["Forum", "KIM Dua", "KIM Satu"]
    assert await names(actor, kind="forum_kim") == ["Forum"]
    assert await names(actor, state="expired") == ["KIM Dua"]
    assert await names(actor, state="verified") == ["Forum", "KIM Satu"]
    assert await names(actor, state="registered") == ["KIM Tiga"]
    assert await names(actor, state="dissolved") == ["KIM Empat"]
    assert await names(actor, activity="active") == ["KIM Dua"]
    assert await register.count_states(actor, Filter(kind="kim")) == {
        "verified": 1,
        "expired": 1,
        "registered": 1,
        "dissolved": 1,
    }


async def test_a_draft_is_seen_by_those_who_care_for_it(browser, district):
    ours = await make.kim("KIM Lain")
    admin = await make.kim_admin(ours)
    await make.kim("KIM Rahasia", legal_status="draft", created_by=admin.id)
    pembina, stranger = await make.pembina(), await make.pembina("73.09", "Orang Maros")

    assert "KIM Rahasia" in await names(await make.acting(admin))
    assert "KIM Rahasia" in await names(await make.acting(pembina))
    assert "KIM Rahasia" not in await names(await make.acting(stranger))
    assert "KIM Rahasia" not in (await browser.get("/kim")).text


async def test_a_long_list_goes_on_where_it_stopped(browser, district):
    for number in range(65):
        await make.kim(f"KIM Nomor {number:03}")
    actor = await make.acting(await make.user())

    first, after = await register.find(actor, Filter())
    second, after2 = await register.find(actor, Filter(), after)
    third, end = await register.find(actor, Filter(), after2)

    assert [len(page) for page in (first, second, third)] == [30, 30, 5]
    assert end is None
    assert [entry.name for entry in first + second + third] == [f"KIM Nomor {n:03}" for n in range(65)]
    assert f"sesudah={after}" in (await browser.get("/kim")).text


async def test_villages_without_a_kim_are_named_for_a_kecamatan(browser, district):
    await make.kim("KIM Mallari")
    await make.kim("KIM Draf", wilayah_code="73.08.16.2001", legal_status="draft")

    page = (await browser.get("/kim?wilayah=73.08.16")).text

    assert "17 desa dan kelurahan belum punya KIM" in page
    assert "Desa Mallari</b>" not in page
    assert page.count('<span class="meta">Kec. Awangpone, Kab. Bone</span>') == 17


async def test_a_whole_regency_lists_its_gaps_page_by_page(browser, district):
    everything = (await browser.get("/kim?celah=")).text
    code = everything.partition("celah=")[2].partition("#")[0].replace("&amp;", "&")
    rest = (await browser.get(f"/kim?celah={code}")).text

    assert everything.count("<b>") > 100
    assert rest.count("<b>") > 100
    assert "372 desa dan kelurahan belum punya KIM" in rest


async def test_a_village_without_a_kim_says_so(browser, district):
    page = (await browser.get("/kim?wilayah=73.08.16.2009")).text

    assert "Desa Mallari belum punya KIM" in page


async def test_typing_brings_the_results_only(browser, district):
    await make.kim("KIM Mallari")

    answer = await browser.get("/kim?q=mallari", headers=HTMX)

    assert answer.status_code == 200
    assert answer.text.strip().startswith('<section class="mt-lg" id="results"')
    assert "<html" not in answer.text
    assert "KIM Mallari" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "sesudah=abc",
        "sesudah=99999999999999999999",
        "wilayah=%27%20OR%201",
        "jenis=x&status=y",
        "celah=zz",
        "q=%25%27",
    ],
)
async def test_nonsense_in_the_address_is_left_aside(browser, district, query):
    assert (await browser.get(f"/kim?{query}")).status_code == 200


async def test_the_register_costs_the_same_for_one_and_for_many(browser, district):
    await make.kim("KIM Satu")
    await browser.get("/kim")
    with queries() as one:
        await browser.get("/kim")
    for number in range(5):
        await make.kim(f"KIM {number}")
    with queries() as many:
        await browser.get("/kim")

    assert len(many) == len(one) <= 4


async def test_a_name_of_120_letters_and_markup_stay_whole(browser, district):
    name = "KIM <b>" + "x" * 108 + "</b>"
    await make.kim(name)

    page = (await browser.get("/kim")).text

    assert "KIM &lt;b&gt;" + "x" * 108 in page
