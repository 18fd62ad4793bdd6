"""What programs keep of people: handed out, and made neutral when they leave."""

from typing import Any
from uuid import uuid4

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.leaving import GONE
from kimhub.core.sheets import Row
from kimhub.programs import agreeing, editing, importing, personal, programs, reading
from kimhub.programs.tables import LinePast, ProgramImport, ProgramLine
from kimhub.programs.tables_review import ReviewComment, StandIn
from kimhub.programs.tables_work import ProgramEntry
from tests import make


async def test_earlier_forms_of_lines_tell_nothing_of_who_left(database: Any):
    kim = await make.kim()
    siti, admin = await make.kim_admin(kim, "Siti Aminah"), await make.kim_admin(kim, "Rahmawati")
    one = await make.program(kim, year=2027)
    line = await ProgramLine.objects().get(ProgramLine.program == one.id)
    assert line
    hers, his = await make.actor_of(siti), await make.actor_of(admin)
    for n, (actor, form) in enumerate(
        ((hers, {"pic": "Siti Aminah"}), (his, {"pic": "Rahmawati"}), (his, {"note": "Malam hari"})), 1
    ):
        await editing.save_line(one.id, line.id, actor, form | {"version": str(n)}, {})
    assert {row["name"] for row in await LinePast.select(LinePast.name)} >= {"Siti Aminah"}
    await personal.forget(UserDeleted(siti.id))
    for row in await LinePast.select(LinePast.name, LinePast.content):
        assert "Siti" not in f"{row['name']} {row['content']}"


async def test_who_leaves_is_in_charge_of_nothing_and_what_was_agreed_stays(database: Any):
    kim, pembina = await make.kim(), await make.pembina()
    admin, siti = await make.kim_admin(kim), await make.member(kim, "Siti Aminah")
    mine: dict[Any, Any] = {ProgramLine.pic_user: siti.id, ProgramLine.pic_name: "Siti Aminah"}
    old, new = await make.program(kim, year=2026), await make.program(kim, year=2027)
    await ProgramLine.update(mine, force=True)
    await make.agreed(old, admin, pembina)
    line = await ProgramLine.objects().get(ProgramLine.program == old.id)
    assert line
    await ProgramEntry(
        program=old.id, line=line.id, happened_on=make.days(0), what="Rapat", created_by=siti.id,
        created_name="Siti Aminah",
    ).save()  # fmt: skip
    await ReviewComment(program=new.id, body="Baik", author=siti.id, author_name="Siti Aminah").save()
    await StandIn(
        away=pembina.id, instead=siti.id, since=make.days(0), until=make.days(3), reason="Diklat"
    ).save()
    assert [row["program"] for row in await personal.lines_of(siti.id)] == [old.title, new.title]
    assert {row["words"] for row in await personal.writings_of(siti.id)} == {"Rapat", "Baik"}
    assert [row["what"] for row in await personal.stand_ins_of(siti.id)] == ["instead"]
    assert [row["act"] for row in await personal.steps_of(admin.id)] == ["submitted"]

    await personal.forget(UserDeleted(siti.id))

    assert await personal.lines_of(siti.id) == []
    for made, printed in ((old, "Siti Aminah"), (new, "")):
        there = await programs.by_id(made.id)
        assert there
        assert [line.pic_name for line in (await reading.working(there)).lines] == [printed]
    agreed = await programs.of_year(kim.id, 2026)
    assert agreed
    assert agreed.in_force
    version = await reading.version(agreed.in_force)
    assert version
    assert version.lines[0].pic_name == "Siti Aminah"
    assert await agreeing.obstacles(there, await reading.working(there))  # somebody else is needed
    remark = await ReviewComment.objects().first()
    entry = await ProgramEntry.objects().first()
    assert remark
    assert entry
    assert (remark.author_name, entry.created_name) == (GONE, GONE)
    assert await StandIn.count() == 0


async def test_a_sheet_on_trial_is_handed_out_and_goes_with_who_brought_it(database: Any):
    kim = await make.kim()
    siti, one = await make.kim_admin(kim, "Siti Aminah"), await make.program(kim)
    program, actor = await programs.by_id(one.id), await make.actor_of(siti)
    assert program
    for name in ("Diskusi", "Rapat"):
        rows = [Row(1, ["Kegiatan"]), Row(2, [name])]
        number = await importing.try_out(program, actor, rows, f"{name}.csv", uuid4())
    found = await importing.get(one.slug, number)
    assert found
    await importing.confirm(found, actor, ["2"])
    assert [(row["file"], row["state"], row["rows"]) for row in await personal.sheets_of(siti.id)] == [
        ("Diskusi.csv", "draft", [["Kegiatan"], ["Diskusi"]]),
        ("Rapat.csv", "confirmed", []),
    ]
    await personal.forget(UserDeleted(siti.id))
    assert await personal.sheets_of(siti.id) == []
    assert await ProgramImport.select(ProgramImport.name) == [{"name": "Rapat.csv"}]
