"""What houses pass on: shown with its source for as long as the source is, and told to whom it concerns."""

from datetime import timedelta

from kimhub.core.db import now
from kimhub.publishing import flow, lists
from kimhub.publishing.tables_passing import Relay
from tests import make


async def test_a_house_lists_what_it_passes_on_until_the_source_goes(database: None) -> None:
    source, kim = await make.kim("KIM Carigading"), await make.kim("KIM Mallari")
    editor, admin = await make.kim_admin(source), await make.kim_admin(kim)
    told = await make.told(source, editor, "Panen raya")
    first = await make.told(kim, admin, "Ronda")
    await Relay(organization=kim.id, article=told.id, mode="relay", at=now()).save()
    last = await make.told(kim, admin, "Posyandu")
    found = await lists.of_house(kim.id)
    assert [line.id for line in found] == [last.id, told.id, first.id]
    assert (found[1].owner_name, found[1].relayed_by) == ("KIM Carigading", "KIM Mallari")
    assert found[1].path == f"/k/{kim.slug}/terusan/{told.id}-panen-raya"
    # A page of one line each, as whoever taps "Tampilkan lagi" sees them.
    seen, mark = [], lists._FIRST
    while page := await lists.of_house(kim.id, after=mark, most=1):
        seen.append(page[0].id)
        mark = (page[0].published_at, page[0].id)
    assert seen == [last.id, told.id, first.id]
    assert [line.id for line in await lists.of_house(kim.id, ["announcement"])] == []
    await flow.hide(told, await make.acting(editor), "Foto warga tanpa izin.")
    assert [line.id for line in await lists.of_house(kim.id)] == [last.id, first.id]
    await flow.bring_back(await make.article_now(told.id), await make.acting(editor))
    assert told.id in [line.id for line in await lists.of_house(kim.id)]
    ends = flow.Settings(expires_at=now() + timedelta(days=1), keep_times=False)
    await flow.settle(told, await make.acting(editor), ends)
    assert told.id in [line.id for line in await lists.of_house(kim.id)]
    await flow.settle(told, await make.acting(editor), flow.Settings(audience="members"))
    assert [line.id for line in await lists.of_house(kim.id)] == [last.id, first.id]
