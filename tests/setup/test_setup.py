"""Setting up: one code, one form, one installation."""

import asyncio
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from kimhub.accounts.tables import Consent, User
from kimhub.core import limits
from kimhub.core.jobs import run_due
from kimhub.core.tables import Event, Job
from kimhub.groups import installation
from kimhub.groups.tables import Installation, Membership, Organization, RoleAssignment
from kimhub.home import service as home
from kimhub.library import reading_jobs
from kimhub.sample import bone
from kimhub.sample import service as sample
from kimhub.setup import code
from tests import make
from tests.accounts.browsing import HTMX, token_in

pytestmark = pytest.mark.usefixtures("wilayah")

FORM = {
    "installation": "KIMHub Bone",
    "wilayah": "73.08",
    "wilayah_q": "bone",
    "name": "Irma Yusuf",
    "identity": "0812-7777-0001",
    "password": "gayung meja rembulan",
    "consent": "on",
}


async def send(browser: Any, headers: Any = None, **form: str) -> Response:
    token = token_in(await browser.get("/siapkan"))
    return await browser.post("/siapkan", data={"_csrf_token": token, **form}, headers=headers)


async def filled(**changes: str) -> dict[str, str]:
    return {**FORM, "code": await code.current(), **changes}


@pytest.mark.parametrize("address", ["/", "/masuk", "/beranda", "/forum", "/kim", "/tidak-ada"])
async def test_every_address_leads_to_the_setup_until_it_is_done(browser: Any, address: str):
    answer = await browser.get(address)

    assert (answer.status_code, answer.headers["location"]) == (303, "/siapkan")


async def test_the_first_person_is_pembina_and_operator_and_signed_in(browser: Any):
    answer = await send(browser, **await filled())

    assert (answer.status_code, answer.headers["location"]) == (303, "/beranda")
    page = await browser.get("/beranda")
    assert page.status_code == 200
    assert "Langkah pertama" in page.text
    assert "Catat KIM pertama" in page.text
    assert await installation.is_ready()
    assert installation.current().name == "KIMHub Bone"
    assert installation.current().place == "Kab. Bone, Sulawesi Selatan"
    person = await User.objects().first()
    assert person
    assert (person.name, person.phone) == ("Irma Yusuf", "+6281277770001")
    assert await Consent.exists().where(Consent.user == person.id)
    actor = await make.acting(person)
    assert actor.covers("73.08.16.2009", "pembina")
    assert actor.plays("sysadmin")
    office = await Organization.objects().first()
    assert office
    assert (office.name, office.kind, office.member_count) == ("Diskominfo Kabupaten Bone", "agency", 1)
    assert await Event.exists().where(Event.kind == "InstallationSetUp")
    assert await Job.count().where(Job.key == "sample") == 0


async def test_a_province_gets_its_own_office_and_a_village_that_of_its_regency(browser: Any):
    await send(browser, **await filled(wilayah="73.08.16.2009", wilayah_q="mallari"))

    office = await Organization.objects().first()
    assert office
    assert office.wilayah_code == "73.08"
    assert installation.current().wilayah_code == "73.08.16.2009" or await installation.is_ready()
    row = await Installation.objects().first()
    assert row
    assert row.wilayah_code == "73.08.16.2009"


async def test_a_province(browser: Any):
    await send(browser, **await filled(wilayah="19", wilayah_q="bangka belitung"))

    person = await User.objects().first()
    assert person
    assert (await make.acting(person)).covers("19.71", "province")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "ABCD-EFGH"),
        ("code", ""),
        ("installation", " "),
        ("wilayah", "99.99"),
        ("name", ""),
        ("identity", "irma@example.id"),
        ("password", "pendek"),
        ("password", "Irma Yusuf"),
        ("consent", ""),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_everything_is_kept(
    browser: Any, field: str, value: str
):
    answer = await send(browser, **await filled(**{field: value}))

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    for name in ("installation", "name", "identity"):
        if name != field:
            assert f'value="{FORM[name]}"' in answer.text
    assert FORM["password"] not in answer.text
    assert not await installation.is_ready()
    assert await User.count() == 0


async def test_without_scripts_the_search_button_brings_the_places_and_keeps_the_rest(browser: Any):
    answer = await send(browser, **await filled(wilayah="", wilayah_q="mallari awangpone", cari="wilayah"))

    assert answer.status_code == 200
    assert 'value="73.08.16.2009"' in answer.text
    assert 'value="KIMHub Bone"' in answer.text
    assert "error-summary" not in answer.text


async def test_with_htmx_only_the_form_comes_back_and_then_the_way_on(browser: Any):
    wrong = await send(browser, HTMX, **await filled(code="AAAA-AAAA"))
    right = await send(browser, HTMX, **await filled())

    assert wrong.text.lstrip().startswith('<div id="setup">')
    assert right.headers["hx-redirect"] == "/beranda"


async def test_the_code_may_be_typed_in_small_letters_with_blanks(browser: Any):
    typed = (await code.current()).lower().replace("-", "  ")

    assert (await send(browser, **await filled(code=typed))).status_code == 303


async def test_codes_cannot_be_tried_out(browser: Any):
    for _n in range(code.MOST):
        await limits.spend("setup-code", "", most=code.MOST, per=code.PER)

    answer = await send(browser, **await filled())

    assert answer.status_code == 422
    assert "terlalu sering" in answer.text
    assert not await installation.is_ready()


async def test_there_is_no_second_setup(browser: Any):
    token = token_in(await browser.get("/siapkan"))
    await make.installed()
    again = await browser.post("/siapkan", data={"_csrf_token": token, **await filled()})

    assert (again.status_code, again.headers["location"]) == (303, "/masuk")
    assert (await browser.get("/siapkan")).headers["location"] == "/masuk"
    assert await User.count() == 0


async def test_two_browsers_at_once_make_one_installation(app: Any):
    async def one(number: int) -> Response:
        transport = ASGITransport(app=app)
        async with AsyncClient(transport=transport, base_url="http://testserver.local") as client:
            return await send(
                client, **await filled(identity=f"0812-7777-000{number}", name=f"Orang {number}")
            )

    answers = await asyncio.gather(*(one(number) for number in range(1, 5)))

    assert [answer.status_code for answer in answers] == [303] * 4
    assert sorted(answer.headers["location"] for answer in answers)[0] == "/beranda"
    assert await Installation.count() == 1
    assert await User.count() == 1
    assert await Organization.count() == 1
    assert await Membership.count() == 1
    assert await RoleAssignment.count() == 1


async def left_unread(turn: reading_jobs.Turn) -> None:
    """What the papers of the sample say is read where their tests are: each takes a process of its own."""


async def test_the_sample_is_filled_by_a_job_and_the_home_page_says_how_far(browser: Any, monkeypatch: Any):
    monkeypatch.setattr(sample, "AREAS", (bone.AREA,))
    monkeypatch.setattr(reading_jobs, "read_waiting", left_unread)
    await send(browser, **await filled(sample="on"))

    before = await browser.get("/beranda")
    assert "Data contoh sedang diisi: 0 dari 1 daerah" in before.text
    assert 'hx-get="/beranda/contoh"' in before.text
    await run_due()

    asked = await browser.get("/beranda/contoh", headers=HTMX)
    assert asked.text.lstrip().startswith('<div id="sample">')
    assert "sudah siap" in asked.text
    assert "hx-get" not in asked.text
    after = await browser.get("/beranda")
    assert "karangan" in after.text
    assert "KIM Mallari" in after.text
    offices = Organization.count().where(
        (Organization.kind == "agency") & (Organization.wilayah_code == "73.08")
    )
    assert await offices == 1
    person = await User.objects().order_by(User.id).first()
    assert person
    assert (await home.read_sample(await make.acting(person))).is_complete  # type: ignore[union-attr]


async def test_no_guest_sees_how_far_the_sample_is(browser: Any):
    await make.installed()

    assert (await browser.get("/beranda/contoh")).status_code == 303
