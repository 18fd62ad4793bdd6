"""Addresses of photos: theirs who may see what the photo is in, and nobody else's."""

import pytest

from kimhub.core.errors import Invalid
from kimhub.publishing import blocks, flow, photos, writing
from kimhub.publishing.kinds import MEMBERS
from kimhub.publishing.tables import PhotoUse
from tests import make


def address(photo):
    return photo.path(photo.forms[0])


async def get(browser, person, path):
    headers = await make.signed_in(person) if person else {}
    return await browser.get(path, headers=headers)


@pytest.fixture
async def world(database):
    await make.installed()
    kim, other = await make.kim(), await make.kim("KIM Cellu")
    people = {
        "member": await make.member(kim),
        "colleague": await make.member(kim, "Andi"),
        "officer": await make.officer(kim),
        "admin": await make.kim_admin(kim),
        "stranger": await make.kim_admin(other),
        "pembina": await make.pembina(),
        "nobody": None,
    }
    return kim, people


async def seen_by(browser, people, photo_id):
    """Who gets the photo, the card and each form alike."""
    photo = (await photos.some([photo_id]))[photo_id]
    paths = [photo.path(form) for form in photo.forms]
    found = set()
    for name, person in people.items():
        statuses = {(await get(browser, person, path)).status_code for path in paths}
        assert len(statuses) == 1
        assert statuses <= {200, 404}
        if statuses == {200}:
            found.add(name)
    return found


async def test_a_photo_is_public_as_long_as_an_article_that_shows_it_is(browser, world):
    kim, people = world
    photo = await make.photo(kim, people["member"])
    inside = {"member", "officer", "admin"}
    assert await seen_by(browser, people, photo.id) == inside

    draft = await make.article(kim, people["colleague"])
    text = writing.Text(draft.title, "", (blocks.Text("Isi."), blocks.Picture(photo.id)))
    with pytest.raises(Invalid):  # it is not theirs to show
        await writing.save(draft, await make.acting(people["colleague"]), text, draft.version)
    await writing.save(draft, await make.acting(people["admin"]), text, draft.version)
    assert await seen_by(browser, people, photo.id) == inside | {"colleague"}

    await flow.publish(await make.article_now(draft.id), await make.acting(people["admin"]))
    shown = await make.article_now(draft.id)
    assert await seen_by(browser, people, photo.id) == set(people)
    answer = await browser.get(address((await photos.some([photo.id]))[photo.id]))
    assert answer.headers["cache-control"].startswith("private, max-age=600")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert f'filename="foto-{photo.id}.webp"' in answer.headers["content-disposition"]

    await flow.hide(shown, await make.acting(people["admin"]), "Warga tidak setuju fotonya tampil.")
    assert await seen_by(browser, people, photo.id) == inside | {"colleague", "pembina"}
    answer = await get(browser, people["officer"], address((await photos.some([photo.id]))[photo.id]))
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_photo_of_an_article_for_members_is_for_members(browser, world):
    kim, people = world
    photo = await make.photo(kim, people["admin"])
    await make.told(kim, people["admin"], cover=photo.id, settings=flow.Settings(audience=MEMBERS))
    assert await seen_by(browser, people, photo.id) == {
        "member",
        "colleague",
        "officer",
        "admin",
        "pembina",
    }


async def test_another_house_does_not_make_a_photo_public(browser, world):
    kim, people = world
    photo = await make.photo(kim, people["member"])
    other = await make.kim("KIM Bajoe")
    editor = await make.kim_admin(other)
    shown = await make.told(other, editor)
    await PhotoUse(photo=photo.id, article=shown.id).save()
    assert await seen_by(browser, people | {"editor": editor}, photo.id) == {"member", "officer", "admin"}


async def test_a_photo_of_a_package_is_public_once_somebody_made_an_article_of_it(browser, world):
    kim, people = world
    office = await make.agency()
    staff = await make.member(office)
    photo = await make.photo(office, staff)
    text = (blocks.Text("Isi."), blocks.Picture(photo.id))
    package = await make.told(office, staff, "Bahan", kind="package", blocks=text)
    everybody = people | {"staff": staff}
    houses = {"member", "colleague", "officer", "admin", "stranger", "pembina", "staff"}
    assert await seen_by(browser, everybody, photo.id) == houses
    adapted = await make.article(kim, people["admin"], blocks=text, source=package)
    assert "nobody" not in await seen_by(browser, everybody, photo.id)
    await flow.publish(adapted, await make.acting(people["admin"]))
    assert await seen_by(browser, everybody, photo.id) == set(everybody)


async def test_only_addresses_we_gave_lead_to_a_photo(browser, world):
    kim, people = world
    one = (await make.photo(kim, people["admin"])).id
    await make.told(kim, people["admin"], cover=one)
    assert (await browser.get(f"/foto/{one}-1/480.webp")).status_code == 200
    for path in ("{}-2/480.webp", "{}-1/481.webp", "{}-1/480.jpeg", "{}-1/kartu.jpg", "{}/480.webp",
                 "0{}-1/480.webp", "{}-1/0480.webp", "99999{}-1/480.webp"):  # fmt: skip
        assert (await browser.get(f"/foto/{path.format(one)}")).status_code == 404
