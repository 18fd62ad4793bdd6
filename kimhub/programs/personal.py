"""What programs keep of one person: handed out with their data, made neutral when they leave.

Who submitted, decided and signed stays by name: that is the record of an office, as on any paper in its
files. What somebody wrote as a person (remarks, entries, typed numbers) stands under a neutral name.
"""

from typing import Any

import msgspec

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.export import exports
from kimhub.accounts.leaving import GONE
from kimhub.core.bus import on
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.programs import removed_entries, states
from kimhub.programs.tables import LinePast, ProgramImport, ProgramLine, WorkProgram
from kimhub.programs.tables_review import ReviewComment, StandIn
from kimhub.programs.tables_work import IndicatorReading, ProgramEntry, ProgramIncome

_steps = prepare_sql(
    "SELECT p.title AS program, s.act, s.office, s.reason, CAST(s.happened_at AS varchar(40)) AS at"
    " FROM program_step s JOIN program p ON p.id = s.program WHERE s.actor = :person ORDER BY s.id"
)
_charged = prepare_sql(
    "SELECT p.title AS program, l.name AS line, l.progress FROM program_line l"
    " JOIN program p ON p.id = l.program WHERE l.pic_user = :person AND l.dropped IS FALSE ORDER BY l.id"
)
_wrote = prepare_sql(
    "SELECT 'remark' AS what, p.title AS program, c.body AS words, CAST(c.created_at AS varchar(40)) AS at"
    " FROM program_comment c JOIN program p ON p.id = c.program WHERE c.author = :person"
    " UNION ALL SELECT 'entry', p.title, e.what, CAST(e.created_at AS varchar(40))"
    " FROM program_entry e JOIN program p ON p.id = e.program WHERE e.created_by = :person"
    " UNION ALL SELECT 'reading', p.title, r.words, CAST(r.typed_at AS varchar(40))"
    " FROM program_reading r JOIN program p ON p.id = r.program WHERE r.typed_by = :person"
    " UNION ALL SELECT 'income', p.title, i.label, CAST(i.created_at AS varchar(40))"
    " FROM program_income i JOIN program p ON p.id = i.program WHERE i.created_by = :person"
    " ORDER BY 4, 1"
)
_brought = prepare_sql(
    "SELECT p.title AS program, i.state, i.name AS file, i.rows, i.made,"
    " CAST(i.created_at AS varchar(40)) AS at"
    " FROM program_import i JOIN program p ON p.id = i.program WHERE i.created_by = :person ORDER BY i.id"
)
_stood_in = prepare_sql(
    "SELECT CASE WHEN away = :person THEN 'away' ELSE 'instead' END AS what,"
    " CAST(since AS varchar(40)) AS since, CAST(until AS varchar(40)) AS until, reason"
    " FROM program_stand_in WHERE away = :person OR instead = :person ORDER BY id"
)
# Earlier forms of lines name who wrote them and who was in charge; they only serve to lay edits together.
_forget_pasts = prepare_sql(
    "DELETE FROM program_line_past WHERE content LIKE :person OR line IN (SELECT l.id FROM program_line l"
    " JOIN program p ON p.id = l.program WHERE (' ' || p.hands || ' ') LIKE :hand) RETURNING id"
)
_programs_of = prepare_sql(
    "SELECT DISTINCT program FROM program_line WHERE pic_user = :person ORDER BY program"
)


@exports("program_steps", lazy_("Pengajuan dan putusan program kerja"))
async def steps_of(user_id: int) -> list[dict[str, object]]:
    """What the person submitted, took up, returned and agreed to."""
    rows: list[dict[str, object]] = await _steps(person=user_id)
    return rows


@exports("program_lines", lazy_("Kegiatan program kerja yang Anda tangani"))
async def lines_of(user_id: int) -> list[dict[str, object]]:
    """Lines the person is in charge of."""
    rows: list[dict[str, object]] = await _charged(person=user_id)
    return rows


@exports("program_writings", lazy_("Catatan Anda di program kerja"))
async def writings_of(user_id: int) -> list[dict[str, object]]:
    """Remarks, entries, typed numbers and income the person wrote down."""
    rows: list[dict[str, object]] = await _wrote(person=user_id)
    return rows


@exports("program_sheets", lazy_("Lembar kerja yang Anda masukkan ke program"))
async def sheets_of(user_id: int) -> list[dict[str, object]]:
    """Sheets of activities the person brought; the rows of those that are still on trial."""
    return [
        {**row, "rows": [cells for _number, cells in msgspec.json.decode(row["rows"])]}
        for row in await _brought(person=user_id)
    ]


@exports("program_stand_ins", lazy_("Pengganti dalam telaah"))
async def stand_ins_of(user_id: int) -> list[dict[str, object]]:
    """When the person was away from reviews, or stood in for somebody."""
    rows: list[dict[str, object]] = await _stood_in(person=user_id)
    return rows


@on(UserDeleted)
async def forget(event: UserDeleted) -> None:
    """Lines somebody was in charge of look for somebody else while they are being written; of an agreed
    plan the printed name stays, without the account."""
    user_id = event.actor_id
    for row in await _programs_of(person=user_id):
        await _free_lines(row["program"], user_id)
    async with transaction():
        neutral: list[tuple[Any, Any, Any]] = [
            (ReviewComment, ReviewComment.author, {ReviewComment.author_name: GONE}),
            (ProgramEntry, ProgramEntry.created_by, {ProgramEntry.created_name: GONE}),
            (ProgramIncome, ProgramIncome.created_by, {ProgramIncome.created_name: GONE}),
            (IndicatorReading, IndicatorReading.typed_by, {IndicatorReading.typed_name: GONE}),
        ]
        for table, column, values in neutral:
            await table.update(values).where(column == user_id)
        changed: dict[Any, Any] = {ProgramLine.changed_name: GONE}
        await ProgramLine.update(changed).where(ProgramLine.changed_by == user_id)
        await _forget_pasts(person=f'%"pic_user":{user_id},%', hand=f"% {user_id} %")
        mine = ProgramImport.created_by == user_id
        await ProgramImport.delete().where(mine & (ProgramImport.state == "draft"))
        await ProgramImport.update({ProgramImport.created_by: None}).where(mine)
        await removed_entries.forget_those_of(user_id)
        await StandIn.delete().where((StandIn.away == user_id) | (StandIn.instead == user_id))


async def _free_lines(program_id: int, user_id: int) -> None:
    async with transaction():
        await lock_id(WorkProgram, program_id)
        program = await WorkProgram.select(WorkProgram.state).where(WorkProgram.id == program_id).first()
        values: dict[Any, Any] = {ProgramLine.pic_user: None}
        if program and program["state"] in states.WRITABLE:
            values |= {
                ProgramLine.pic_name: "",
                ProgramLine.version: ProgramLine.version + 1,
                ProgramLine.changed_at: now(),
            }
        lines = (
            await ProgramLine.update(values)
            .where((ProgramLine.program == program_id) & (ProgramLine.pic_user == user_id))
            .returning(ProgramLine.id)
        )
        await LinePast.delete().where(LinePast.line.is_in([row["id"] for row in lines] or [0]))
        await WorkProgram.update({WorkProgram.rev: WorkProgram.rev + 1}).where(WorkProgram.id == program_id)
