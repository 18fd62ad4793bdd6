"""Programs of a house in every state: agreed, being written, lying with the pembina, returned."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from PIL import Image

from kimhub.accounts.tables import User
from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.core.sheets import read_text
from kimhub.groups import terms
from kimhub.groups.tables import Organization
from kimhub.programs import (
    account_writing,
    accounting,
    acknowledging,
    agreeing,
    importing,
    offering,
    programs,
    remarking,
)
from kimhub.programs.accounting import ReportOn
from kimhub.programs.tables import BudgetItem, ProgramIndicator, ProgramLine, WorkProgram
from kimhub.programs.tables_review import StandIn
from kimhub.programs.tables_versions import ProgramVersion
from kimhub.programs.tables_work import EntryFile, IndicatorReading, ProgramEntry, ProgramIncome
from tests import make

STATES = ("program", "draft", "sent", "reviewed", "returned")


async def plan_the_year(of: Organization, admin: User, pembina: User, side: str) -> dict[str, object]:
    """This year's is agreed ("program"), next year's a draft ("draft"), then come one that was submitted
    ("sent"), one under review ("reviewed"), one that came back ("returned") and one that the village head
    is asked about ("awaited", and its link), a year further each."""
    year = make.today().year
    things: dict[str, object] = {}
    made = {}
    for n, name in enumerate((*STATES, "awaited")):
        one = await make.program(
            of, f"Diskusi bulanan {side}", year=year + n, slug=f"{name}-{side}-{year + n}"
        )
        made[name] = one
        things[name] = one.slug
        things[f"{name}_id"] = one.id
        things[f"{name}_line"] = (await _first_line(one.id)).id
    by, office = await make.actor_of(admin), await make.actor_of(pembina)
    agreed = await make.agreed(made["program"], admin, pembina)
    things["program_version"] = agreed.number
    for name in ("sent", "reviewed", "returned"):
        version = await agreeing.submit(made[name].id, by)
        if name == "reviewed":
            things["remark"] = await _review_again(made[name], by, office, version.id)
        if name == "returned":
            await agreeing.send_back(
                made[name].id, office, version_id=version.id, note="Lengkapi sasarannya."
            )
    things["reviewed_version"] = (await programs.by_id(made["reviewed"].id)).current  # type: ignore[union-attr]
    things["asked_link"] = await _ask_the_village_head(made["awaited"].id, by)
    line = things["program_line"]
    indicator = await ProgramIndicator.objects().get(ProgramIndicator.line == line)
    item = await BudgetItem.objects().get(BudgetItem.line == line)
    assert indicator
    assert item
    things |= await _carry_out(made["program"], int(str(line)), indicator.id, admin)
    things["account_seal"] = await _account_for(made["program"], by)
    things["program_import"] = await _a_sheet(made["draft"].id, by)
    things["program_template"] = await _a_template(pembina, side)
    stand = StandIn(away=admin.id, instead=pembina.id, since=terms.today(), until=terms.today())
    await stand.save()
    return things | {"indicator": indicator.id, "item": item.id, "stand_in": stand.id}


class _Picture:
    """A photo as a form brings it: the same for every house, so that its content stays when one goes."""

    filename = "foto.png"

    def __init__(self) -> None:
        self._content = BytesIO()
        Image.new("RGB", (48, 32), (90, 120, 60)).save(self._content, "PNG")
        self._content.seek(0)

    async def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


async def _carry_out(one: WorkProgram, line_id: int, indicator_id: int, admin: User) -> dict[str, object]:
    """Something that was done with a photo of it, money that came in, and a number that was typed."""
    day = make.today()
    entry = ProgramEntry(program=one.id, line=line_id, happened_on=day, what="Warga berdiskusi.")
    await entry.save()
    stored = await files.save_upload(_Picture())
    photo = EntryFile(
        program=one.id, entry=entry.id, file=stored.key, name=stored.name, mime=stored.mime,
        size=stored.size, width=stored.width, height=stored.height,
    )  # fmt: skip
    await photo.save()
    income = ProgramIncome(program=one.id, received_on=day, source="dana_desa", amount=1_000_000)
    await income.save()
    reading = IndicatorReading(
        indicator=indicator_id, program=one.id, value=1200, read_on=day, typed_by=admin.id
    )
    await reading.save()
    return {
        "program_entry": entry.id, "program_photo": photo.id, "income": income.id, "reading": reading.id,
    }  # fmt: skip


async def _account_for(one: WorkProgram, by: Actor) -> str:
    """The LPJ of the first half year lies with the pembina: what a decision is about."""
    program = await programs.by_id(one.id)
    assert program
    words = {"version": "0", "summary": "Berjalan baik.", "own_rating": "4", "own_rating_reason": "Lancar."}
    await account_writing.save(ReportOn(program, "half", None), by, words, [])
    there = ReportOn(program, "half", None)
    await account_writing.submit(there, by)
    sent = await accounting.again(there)
    assert sent.report
    return sent.report.sha256[:16]


async def _a_sheet(program_id: int, by: Actor) -> int:
    """A table on trial, with one activity in row 2."""
    program = await programs.by_id(program_id)
    assert program
    return await importing.try_out(
        program, by, read_text("Kegiatan\tPJ\nLomba konten\tNurhayati\n"), "", uuid4()
    )


async def _a_template(pembina: User, side: str) -> str:
    """A template of the office that is not offered yet."""
    form = {"title": f"Templat {side}"}
    made = await offering.start(form, await make.actor_of(pembina), uuid4())
    await make.program_line(await WorkProgram.objects().get(WorkProgram.id == made.id), "Diskusi dasar")  # type: ignore[arg-type]
    return made.slug


async def _first_line(program_id: int) -> ProgramLine:
    found = await ProgramLine.objects().get(ProgramLine.program == program_id)
    assert found
    return found


async def _review_again(of: WorkProgram, us: Actor, office: Actor, version_id: int) -> int:
    """It came back once and was changed: under its line one remark is settled, one answered (its id), one
    not sent yet."""
    line = await _first_line(of.id)
    at = await remarking.get_place(of.slug, f"{line.id}-target")
    row = await remarking.get_place(of.slug, str(line.id))
    assert at
    assert row
    asked = await remarking.write(at, office, "Sebut siapa yang diundang.", uuid4())
    dropped = await remarking.write(row, office, "Apakah perlu tiap bulan?", uuid4())
    await agreeing.send_back(of.id, office, version_id=version_id, note="")
    await remarking.write(at, us, "Sudah kami tambahkan.", uuid4(), asked)
    await remarking.settle(row, office, dropped, done=True)
    changes: dict[Any, Any] = {ProgramLine.target_count: 35, ProgramLine.rhythm: "tiap pekan"}
    await ProgramLine.update(changes).where(ProgramLine.id == line.id)
    await make.program_line(of, "Papan informasi")
    await agreeing.submit(of.id, us)
    await remarking.write(row, office, "Siapa yang menyiapkan tempatnya?", uuid4())
    return asked


async def _ask_the_village_head(program_id: int, by: Actor) -> str:
    """As a district does that wants it: the secret of the link."""
    version = await agreeing.submit(program_id, by)
    await WorkProgram.update({WorkProgram.state: "acknowledging"}).where(WorkProgram.id == program_id)
    await ProgramVersion.update({ProgramVersion.state: "acknowledging"}).where(
        ProgramVersion.id == version.id
    )
    program = await programs.by_id(program_id)
    assert program
    return await acknowledging.link_of(program)
