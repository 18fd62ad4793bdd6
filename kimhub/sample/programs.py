"""The sample's work programs: drawn up, submitted and decided through the same functions as in earnest,
and then moved to the days on which it is said to have happened."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from kimhub.chain.tables import ChainLink
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.files import IMAGES, save_upload
from kimhub.core.prepared import prepare_sql
from kimhub.forum import measured as counted_in_forum
from kimhub.groups import rights, terms
from kimhub.notifications import of_programs
from kimhub.programs import (
    account_deciding,
    account_writing,
    accounting,
    agreeing,
    programs,
    samples,
    states,
)
from kimhub.programs import measured as counted_in_programs
from kimhub.programs.events import ProgramDecided, ProgramSubmitted
from kimhub.programs.samples import Deed, Done, Program, Round
from kimhub.programs.tables import BudgetItem, ProgramIndicator, ProgramLine, WorkProgram
from kimhub.programs.tables_report import AccountabilityReport
from kimhub.programs.tables_review import ReviewComment
from kimhub.programs.tables_versions import ProgramStep, ProgramVersion
from kimhub.programs.tables_work import EntryCost, EntryFile, IndicatorReading, ProgramEntry, ProgramIncome
from kimhub.sample.photo import Photo
from kimhub.sample.plan import Area
from kimhub.sample.rows import insert, moment, sample_key
from kimhub.sample.settle import People, Seat, Settled
from kimhub.workshops import measured as counted_in_workshops

# What an LPJ counts registers itself here: a process that only fills has loaded no pages.
COUNTED = (counted_in_forum, counted_in_programs, counted_in_workshops)

PRICE: Final = 100  # hundredths
# What the functions in earnest tell and note at this moment would tell of old matters as news.
_unsay = prepare_sql("DELETE FROM job WHERE payload LIKE :of")
_date_event = prepare_sql(
    "UPDATE event SET happened_at = :at WHERE happened_at >= :since AND payload LIKE :of"
)
_workshop = prepare_sql("SELECT id FROM workshop WHERE organization = :house AND title = :title")


class Programs:
    """All programs of one area."""

    def __init__(self, area: Area, settled: list[Settled], people: People) -> None:
        self.area, self.people = area, people
        self.houses = {one.name: one for one in settled}
        offices = [one for one in settled if one.house.kind == "agency" and one.seats]
        self.office = max(offices, key=lambda one: len(one.place.code), default=None)
        self.begun = now()

    async def fill(self) -> int:
        """Make them; returns how many there are. Those of houses that are not there are left out."""
        made = 0
        for program in samples.PROGRAMS.get(self.area.key, ()):
            house = self.houses.get(program.house)
            if house is not None and self._chair(house) is not None:
                await self._one(program, house)
                made += 1
        return made

    async def _one(self, program: Program, house: Settled) -> None:
        year = terms.today().year + program.ahead
        chair = self._chair(house)
        assert chair is not None
        writer = await self._actor(chair)
        begun = moment(-(program.rounds[0].days + 13) if program.rounds else -6)
        row = WorkProgram(
            organization=house.id,
            kind="template" if program.template else "program",
            year=year,
            slug=f"templat-{house.slug}-{year}" if program.template else f"{house.slug}-{year}",
            title=f"Contoh program kerja KIM {year}" if program.template else f"Program kerja {year}",
            background=program.background,
            legal_basis=samples.LEGAL,
            goals=program.goals,
            hands=str(writer.id),
            offered=program.template,
            created_by=writer.id,
            created_at=begun,
            changed_at=begun,
            key=sample_key(f"program:{self.area.key}:{house.key}:{year}"),
        )
        await insert([row])
        lines = await self._lines(program.before or program.deeds, house, row)
        for number, round_ in enumerate(program.rounds, 1):
            await self._round(row.id, writer, round_, number, lines)
            if number == 1 and program.before:
                await self._rewrite(program, house, row, lines)
        if any(deed.done or deed.late for deed in program.deeds):
            await self._carry_out(program, house, row, lines, writer)
        if program.account:
            await self._account(program, row, writer)
        await self._settle_days(program, row.id)

    # ------------------------------------------------------------------------------------------- lines

    async def _lines(self, deeds: tuple[Deed, ...], house: Settled, row: WorkProgram) -> list[ProgramLine]:
        lines = [
            ProgramLine(program=row.id, sort=n * 10, changed_by=row.created_by, **self._fields(deed, house))
            for n, deed in enumerate(deeds, 1)
        ]
        await insert(lines)
        for deed, line in zip(deeds, lines, strict=True):
            await self._parts(deed, line)
        return lines

    def _fields(self, deed: Deed, house: Settled) -> dict[str, Any]:
        seat = self._in_charge(deed.pic, house)
        return {
            "section": deed.section,
            "name": deed.name,
            "adinda": deed.adinda,
            "purpose": deed.purpose,
            "target_group": deed.target,
            "target_count": deed.count,
            "months": sum(1 << (month - 1) for month in deed.months),
            "rhythm": deed.rhythm,
            "pic_user": self.people[seat.person.handle].id if seat else None,
            "pic_name": seat.person.name if seat else "",
            "output": deed.output,
            "outcome": deed.outcome,
            "priority": deed.priority,
        }

    async def _parts(self, deed: Deed, line: ProgramLine) -> None:
        indicators = [
            ProgramIndicator(
                line=line.id, sort=n, kind=one.kind, name=one.name, unit=one.unit, source=one.source,
                breadth=one.breadth, target=one.target * PRICE if one.kind == "kuantitatif" else None,
                baseline=one.baseline * PRICE if one.baseline is not None else None,
            )
            for n, one in enumerate(deed.indicators)
        ]  # fmt: skip
        if indicators:
            await insert(indicators)
        if deed.costs:
            await insert(
                [
                    BudgetItem(
                        line=line.id, sort=n, label=one.label, volume=one.volume, unit=one.unit,
                        price=one.price, source=one.source,
                    )
                    for n, one in enumerate(deed.costs)
                ]
            )  # fmt: skip

    async def _rewrite(
        self, program: Program, house: Settled, row: WorkProgram, lines: list[ProgramLine]
    ) -> None:
        """The working copy after it came back: rows keep their ids, so that the change can be seen."""
        before = {deed.name: line for deed, line in zip(program.before, lines, strict=True)}
        wanted = {deed.name for deed in program.deeds}
        for n, deed in enumerate(program.deeds, 1):
            line = before.get(deed.name)
            if line is None:
                line = ProgramLine(program=row.id, sort=n * 10, **self._fields(deed, house))
                await insert([line])
                await self._parts(deed, line)
                continue
            values: dict[Any, Any] = {**self._fields(deed, house), "sort": n * 10, "version": 2}
            await ProgramLine.update(values).where(ProgramLine.id == line.id)
            await BudgetItem.delete().where(BudgetItem.line == line.id)
            await self._parts(Deed(deed.name, "", "", (), costs=deed.costs), line)
        for name, line in before.items():
            if name not in wanted:
                await ProgramLine.update({ProgramLine.dropped: True}).where(ProgramLine.id == line.id)

    # ---------------------------------------------------------------------------------------- the review

    async def _round(
        self, program_id: int, writer: Actor, one: Round, number: int, lines: list[ProgramLine]
    ) -> None:
        version = await agreeing.submit(program_id, writer)
        office = await self._reviewer()
        if office is None or not one.verdict:
            await self._date(program_id, version.id, one, ())
            return
        if one.verdict == "taken":
            await agreeing.take(program_id, office)
        else:
            await self._remarks(program_id, version.id, office, one, lines)
            if one.verdict == "approved":
                await agreeing.approve(program_id, office, version_id=version.id, note=one.note)
            else:
                await agreeing.send_back(program_id, office, version_id=version.id, note=one.note)
                awaited: dict[Any, Any] = {
                    WorkProgram.reply_by: terms.today() + timedelta(days=one.reply_in)
                }
                await WorkProgram.update(awaited).where(WorkProgram.id == program_id)
        await self._date(program_id, version.id, one, ("taken", one.verdict))

    async def _remarks(
        self, program_id: int, version_id: int, office: Actor, one: Round, lines: list[ProgramLine]
    ) -> None:
        at = moment(-one.answered)
        remarks = [
            ReviewComment(
                program=program_id, version=version_id, line=lines[place - 1].id if place else None,
                field=name, body=words, author=office.id, author_name=office.name,
                author_office=self.office.name if self.office else "", of_reviewer=True, created_at=at,
                resolved_at=at + timedelta(days=1) if settled else None,
                resolved_name="Pengurus" if settled else "",
                key=sample_key(f"remark:{program_id}:{n}"),
            )
            for n, (place, name, words, settled) in enumerate(one.remarks)
        ]  # fmt: skip
        if remarks:
            await insert(remarks)

    async def _date(self, program_id: int, version_id: int, one: Round, acts: tuple[str, ...]) -> None:
        """Everything about this round happened on its days."""
        sent, answered = moment(-one.days), moment(-one.answered)
        change: dict[Any, Any] = {"submitted_at": sent, "due_on": sent.date() + timedelta(days=14)}
        if one.verdict in {"approved", "returned"}:
            change["decided_at"] = answered
        await ProgramVersion.update(change).where(ProgramVersion.id == version_id)
        for act, at in (("submitted", sent), *((act, answered) for act in acts)):
            moved: dict[Any, Any] = {ProgramStep.happened_at: at}
            await ProgramStep.update(moved).where(
                (ProgramStep.version == version_id) & (ProgramStep.act == act)
            )
        sent_remarks: dict[Any, Any] = {ReviewComment.sent_at: answered}
        await ReviewComment.update(sent_remarks).where(
            (ReviewComment.version == version_id) & ReviewComment.sent_at.is_not_null()
        )

    async def _settle_days(self, program: Program, program_id: int) -> None:
        """The last thing that happened is when it was changed; only what still waits is told."""
        of = f'%"program_id": {program_id},%'
        last = program.rounds[-1] if program.rounds else None
        if last is None:
            return
        at = moment(-(last.answered if last.verdict else last.days))
        if not any(deed.done for deed in program.deeds):
            await WorkProgram.update({WorkProgram.changed_at: at}).where(WorkProgram.id == program_id)
        await _unsay(of=of)
        await _date_event(at=at, since=self.begun, of=of)
        one = await programs.by_id(program_id)
        if one is None or one.current is None:
            return
        if one.state == states.SUBMITTED:
            await of_programs.ask_the_office(
                ProgramSubmitted(one.id, one.organization, one.current, one.submitted_by or 0, False)
            )
        elif one.state == states.NEEDS_REVISION:
            await of_programs.tell_what_was_decided(
                ProgramDecided(one.id, one.organization, one.current, one.decided_by or 0, False)
            )

    # --------------------------------------------------------------------------------------- carrying out

    async def _carry_out(
        self, program: Program, house: Settled, row: WorkProgram, lines: list[ProgramLine], writer: Actor
    ) -> None:
        """What happened until today: entries of months that are to come are left out."""
        office = await self._reviewer()
        for deed, line in zip(program.deeds, lines, strict=True):
            days = await self._entries(deed, row, line, writer)
            await self._readings(deed, row, line, writer, office)
            await self._progress(deed, row, line, days)
            if deed.event and (found := await _workshop.value(house=house.id, title=deed.event)):
                await insert(
                    [
                        ChainLink(
                            from_kind="program_line", from_id=line.id, to_kind="workshop",
                            to_id=int(found), created_by=writer.id,
                        )
                    ]
                )  # fmt: skip
        incomes = [
            ProgramIncome(
                program=row.id, received_on=day, source=source, amount=amount, label=label,
                created_by=writer.id, created_name=writer.name,
                key=sample_key(f"income:{row.slug}:{month}:{source}"),
            )
            for month, source, amount, label in program.incomes
            if (day := date(row.year, month, 6)) <= terms.today()
        ]  # fmt: skip
        if incomes:
            await insert(incomes)

    async def _entries(self, deed: Deed, row: WorkProgram, line: ProgramLine, writer: Actor) -> list[date]:
        days: list[date] = []
        for n, one in enumerate(deed.done):
            day = date(row.year, one.month, 8 + (n * 5) % 17)
            if day > terms.today():
                continue
            entry = self._entry(one, row, line, writer, day)
            await insert([entry])
            if one.spent:
                cost = EntryCost(
                    entry=entry.id, line=line.id, program=row.id, label=deed.name[:160],
                    source=one.source, amount=one.spent,
                )  # fmt: skip
                await insert([cost])
            if not days:
                await self._photo(row, entry, writer, deed)
            days.append(day)
        return days

    def _entry(
        self, one: Done, row: WorkProgram, line: ProgramLine, writer: Actor, day: date
    ) -> ProgramEntry:
        at = datetime.combine(day, time(9), UTC)
        return ProgramEntry(
            program=row.id, line=line.id, happened_on=day, place=one.place, what=one.what, male=one.male,
            female=one.female, obstacle=one.obstacle, follow_up=one.follow_up, created_by=writer.id,
            created_name=writer.name, created_at=at, changed_at=at,
            key=sample_key(f"entry:{row.slug}:{line.id}:{day}"),
        )  # fmt: skip

    async def _photo(self, row: WorkProgram, entry: ProgramEntry, writer: Actor, deed: Deed) -> None:
        if not deed.event and "Liputan" not in deed.name:
            return
        stored = await save_upload(Photo(), allowed=IMAGES)
        picture = EntryFile(
            program=row.id, entry=entry.id, purpose="photo", file=stored.key, name=stored.name,
            mime=stored.mime, size=stored.size, width=stored.width, height=stored.height,
            alt="Tali rumput laut di pesisir Mallari, sebuah perahu biru di depannya", created_by=writer.id,
        )  # fmt: skip
        await insert([picture])

    async def _readings(
        self, deed: Deed, row: WorkProgram, line: ProgramLine, writer: Actor, office: Actor | None
    ) -> None:
        day = min(terms.today(), date(row.year, 12, 28))
        rows = await ProgramIndicator.objects().where(ProgramIndicator.line == line.id)
        known = {one.name: one.id for one in rows}
        for one in deed.indicators:
            if one.reached is None:
                continue
            judged = one.verdict and office is not None
            reading = IndicatorReading(
                indicator=known[one.name], program=row.id, value=one.reached * PRICE, read_on=day,
                words="Dihitung dari buku catatan posko.", typed_by=writer.id, typed_name=writer.name,
                verdict=one.verdict if judged else "",
                verdict_note="Sebut daftar tautannya." if one.verdict == "doubted" else "",
                verdict_by=office.id if office and judged else None,
                verdict_name=office.name if office and judged else "",
                verdict_at=now() if judged else None,
                key=sample_key(f"reading:{row.slug}:{line.id}:{one.name}"),
            )  # fmt: skip
            await insert([reading])

    async def _progress(self, deed: Deed, row: WorkProgram, line: ProgramLine, days: list[date]) -> None:
        last = date(row.year, max(deed.months), monthrange(row.year, max(deed.months))[1])
        values: dict[Any, Any] = {}
        if days and last < terms.today() and not deed.late:
            values = {"progress": states.DONE, "done_on": max(days), "share": 100}
        elif days:
            values = {"progress": states.ONGOING, "share": 60}
        if values:
            await ProgramLine.update(values).where(ProgramLine.id == line.id)

    async def _account(self, program: Program, row: WorkProgram, writer: Actor) -> None:
        """The LPJ of the year, sent and accepted in the January after."""
        office = await self._reviewer()
        one = await accounting.get_report(row.slug, "tahun")
        if one is None or office is None:
            return
        await account_writing.save(one, writer, program.account | {"version": "0"}, [])
        await account_writing.submit(await accounting.again(one), writer)
        there = await accounting.again(one)
        assert there.report
        form = {
            "action": "accept", "rating": "4", "rating_note": "Catatannya rapi.", "note": "Terima kasih.",
            "version": str(there.report.version), "seal": there.report.sha256[:16],
        }  # fmt: skip
        await account_deciding.decide(there, office, form)
        january = datetime(row.year + 1, 1, 12, 2, tzinfo=UTC)
        sent = min(january, moment(-12))
        accepted = min(january + timedelta(days=7), moment(-5))
        dates: dict[Any, Any] = {"submitted_at": sent, "decided_at": accepted, "changed_at": accepted}
        await AccountabilityReport.update(dates).where(AccountabilityReport.program == row.id)
        closed: dict[Any, Any] = {"closed_at": accepted, "changed_at": accepted}
        await WorkProgram.update(closed).where(WorkProgram.id == row.id)
        for act, at in (("account_sent", sent), ("account_accepted", accepted), ("closed", accepted)):
            moved: dict[Any, Any] = {ProgramStep.happened_at: at}
            await ProgramStep.update(moved).where(
                (ProgramStep.program == row.id) & (ProgramStep.act == act)
            )

    # --------------------------------------------------------------------------------------------- people

    def _chair(self, house: Settled) -> Seat | None:
        """Who speaks for the house."""
        leading = [seat for seat in house.members if {"kim_admin", "forum_coord"} & {*seat.roles}]
        chairs = [seat for seat in house.members if seat.position in {"chair", "secretary"}]
        staff = house.members if house.house.kind == "agency" else []
        return next(iter([*leading, *chairs, *staff]), None)

    def _in_charge(self, pic: str, house: Settled) -> Seat | None:
        """A named person of the house; with a star any of its officers."""
        if pic == "*":
            return next((seat for seat in house.members if seat.position), self._chair(house))
        return next((seat for seat in house.members if pic and seat.person.handle == pic), None)

    async def _reviewer(self) -> Actor | None:
        seats = self.office.members if self.office else []
        return await self._actor(seats[0]) if seats else None

    async def _actor(self, seat: Seat) -> Actor:
        person = self.people[seat.person.handle]
        grants, _homes = await rights.rights_of(person.id, -1)
        return Actor(id=person.id, name=person.name, grants=tuple(g for g in grants if g.holds(now())))
