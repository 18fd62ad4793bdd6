"""The sample's articles: in every state, on their days, with photos that can be had, and no late news."""

from datetime import date

import msgspec
import pytest

from kimhub.core.db import now
from kimhub.core.files import store
from kimhub.notifications import subscribers  # as in the product: else nobody would be told
from kimhub.publishing import lists
from kimhub.publishing.views_photos import Variant
from kimhub.sample import bone, service
from tests.sample.filled import with_bone
from tests.sample.test_trainings import count, rows

assert subscribers
pytestmark = pytest.mark.usefixtures("wilayah")


async def test_the_sample_has_sites_to_look_at():
    await with_bone()
    await service.fill_area(bone.AREA)
    states = {tuple(row) for row in await rows("SELECT DISTINCT shown, work FROM article")}
    assert states == {
        ("shown", "done"), ("never", "draft"), ("never", "in_review"), ("never", "returned"),
        ("never", "scheduled"),
    }  # fmt: skip
    kinds = {row[0] for row in await rows("SELECT DISTINCT kind FROM article WHERE shown = 'shown'")}
    assert kinds == {"news", "announcement", "gallery", "clarification", "product", "page", "package"}
    assert await count("SELECT count(*) FROM article WHERE kind <> 'package'") == 21
    assert await count("SELECT count(*) FROM info_package") == 2
    assert await count("SELECT count(*) FROM article_relay WHERE mode = 'relay'") == 2
    assert await count("SELECT sum(people) FROM info_package_reach") == 445

    shown = await lists.everywhere(most=50)
    assert all(one.published_at <= now() for one in shown)
    assert shown[-1].published_at.date() == date(2021, 7, 28)
    assert "Hasil rapat kas: giliran jaga dan ganti paket data" not in {one.title for one in shown}
    mallari = await lists.of_house(shown[-1].organization)
    assert len(mallari) == 7
    (office,) = await lists.urgent(shown[-1].organization, "73.08.16.2009")
    assert office.owner_name == "Diskominfo Kabupaten Bone"

    photos = await rows("SELECT variants, card, alt FROM site_photo")
    assert len(photos) == 9
    for variants, card, alt in photos:
        forms = msgspec.json.decode(variants, type=list[Variant])
        assert alt
        assert [form.width for form in forms] == [320, 480, 720, 1080]
        assert await store().size(card) <= 60_000
        assert {await store().size(form.key) for form in forms} == {form.size for form in forms}
    for one in shown:  # what is old is no news; that one of them was passed on yesterday is
        told = f"FROM job WHERE task LIKE '%notifications%' AND payload LIKE '%\"article_id\": {one.id},%'"
        told += " AND task NOT LIKE '%it_is_passed_on%'"
        assert await count(f"SELECT count(*) {told}") == 0
