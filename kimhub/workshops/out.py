"""Lists of people taken out: which columns, for whom, in which form; each is noted (features.md D16, M1).

Columns with numbers and addresses are for those who may see them; whoever works at the door has none.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from kimhub import papers
from kimhub.core import limits, workbooks
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.formats import date_time, long_date
from kimhub.core.i18n import Lazy, _, lazy_, use_locale
from kimhub.core.pdf import make_pdf
from kimhub.core.phones import phone_display
from kimhub.core.prepared import prepare_sql
from kimhub.core.sheets import write_csv
from kimhub.papers import letterheads
from kimhub.workshops import answering, policy, questions
from kimhub.workshops.events import ListTaken
from kimhub.workshops.tables_after import ListExport
from kimhub.workshops.views import Workshop

TEMPLATE: Final = Path(papers.__file__).parent / "typst" / "list.typ"
MOST_A_DAY: Final = 60
_DAY: Final = timedelta(days=1)
FORMATS: Final[dict[str, Lazy]] = {
    "xlsx": lazy_("Excel (XLSX)"),
    "csv": lazy_("CSV"),
    "pdf": lazy_("PDF untuk dicetak"),
}
MIMES: Final = {"xlsx": workbooks.MIME, "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
SUBSETS: Final[dict[str, tuple[Lazy, tuple[str, ...]]]] = {
    "confirmed": (lazy_("Yang terdaftar"), ("confirmed",)),
    "present": (lazy_("Yang hadir"), ("confirmed",)),
    "waiting": (lazy_("Daftar tunggu"), ("waiting", "offered")),
    "all": (lazy_("Semua, juga yang batal"), ()),
}
NAMES: Final = {"confirmed": "terdaftar", "present": "hadir", "waiting": "tunggu", "all": "semua"}
STATES: Final[dict[str, Lazy]] = {
    "asked": lazy_("Menunggu persetujuan"),
    "confirmed": lazy_("Terdaftar"),
    "waiting": lazy_("Daftar tunggu"),
    "offered": lazy_("Ditawari kursi"),
    "cancelled": lazy_("Batal"),
    "rejected": lazy_("Ditolak"),
    "lapsed": lazy_("Tawaran lewat"),
}
ROLES: Final[dict[str, Lazy]] = {
    "participant": lazy_("Peserta"),
    "companion": lazy_("Pendamping"),
    "speaker": lazy_("Narasumber"),
    "committee": lazy_("Panitia"),
    "guest": lazy_("Undangan"),
}
CONTACTS: Final = ("phone", "email")


class Person(Struct, frozen=True):
    """A registration as lists show it; `sessions` are the ids of those attended, with blanks between."""

    id: int
    name: str
    sex: str
    house: str
    kind: str
    state: str
    code: str
    phone: str
    email: str
    answers: str
    note: str
    created_at: datetime
    sessions: str | None


class Wanted(Struct, frozen=True):
    """What to take out, checked."""

    subset: str
    format: str
    columns: tuple[str, ...]

    @property
    def with_contacts(self) -> bool:
        return any(column in CONTACTS for column in self.columns)


Cell = Callable[[int, Person], object]
COLUMNS: Final[dict[str, tuple[Lazy, Cell]]] = {
    "number": (lazy_("No."), lambda n, one: n),
    "name": (lazy_("Nama"), lambda n, one: one.name),
    "sex": (lazy_("L/P"), lambda n, one: one.sex),
    "house": (lazy_("KIM atau instansi"), lambda n, one: one.house),
    "kind": (lazy_("Sebagai"), lambda n, one: str(ROLES.get(one.kind, one.kind))),
    "state": (lazy_("Status"), lambda n, one: str(STATES.get(one.state, one.state))),
    "code": (lazy_("Kode"), lambda n, one: one.code),
    "phone": (lazy_("Nomor HP"), lambda n, one: phone_display(one.phone) if one.phone else ""),
    "email": (lazy_("Pos-el"), lambda n, one: one.email),
    "signed_up": (lazy_("Mendaftar"), lambda n, one: one.created_at),
    "attendance": (lazy_("Kehadiran"), lambda n, one: ""),  # one column per session
    "answers": (lazy_("Jawaban pertanyaan"), lambda n, one: ""),  # one column per question
}
USUAL: Final = ("number", "name", "sex", "house", "kind", "attendance")
# In fr of the width; 0 is as wide as it must be.
_WIDTHS: Final = {"name": 4, "house": 4, "kind": 2, "state": 2, "email": 3}

_HAS_COME: Final = "EXISTS (SELECT 1 FROM workshop_attendance t WHERE t.registration = r.id)"
_PEOPLE: Final = (
    "SELECT r.id, r.name, r.sex, coalesce(nullif(r.from_where, ''), o.name, '') AS house, r.kind,"  # noqa: S608
    " r.state, r.code, CASE WHEN w.purged_at IS NULL THEN coalesce(nullif(r.phone, ''), a.phone, '')"
    " ELSE '' END AS phone, CASE WHEN w.purged_at IS NULL THEN coalesce(nullif(r.email, ''), a.email, '')"
    " ELSE '' END AS email, r.answers, r.note, r.created_at,"
    " (SELECT {join}(CAST(t.session AS varchar(20)), ' ') FROM workshop_attendance t"
    " WHERE t.registration = r.id) AS sessions"
    " FROM workshop_registration r JOIN workshop w ON w.id = r.workshop"
    " LEFT JOIN organization o ON o.id = r.organization"
    ' LEFT JOIN account a ON a.id = r."user" WHERE r.workshop = :workshop'
    " AND (:every OR r.state IN :states) AND (NOT :came OR " + _HAS_COME + ") ORDER BY r.line, r.id"
)
_people = prepare_sql(
    _PEOPLE.format(join="group_concat"),
    Person,
    postgres=_PEOPLE.format(join="string_agg")
    .replace(":every", "CAST(:every AS boolean)")
    .replace(":came", "CAST(:came AS boolean)"),
)
_sessions = prepare_sql(
    "SELECT id, title, starts_at FROM workshop_session WHERE workshop = :workshop ORDER BY starts_at, id"
)


def wanted(actor: Actor, workshop: Workshop, form: dict[str, str], columns: list[str]) -> Wanted:
    """What the form asks for. Raises Invalid; a column that is not for this person falls away silently,
    because its box was never shown."""
    errors: dict[str, str] = {}
    subset, file_format = form.get("subset", ""), form.get("format", "")
    if subset not in SUBSETS:
        errors["subset"] = _("Pilih siapa yang masuk daftar.")
    if file_format not in FORMATS:
        errors["format"] = _("Pilih jenis berkasnya.")
    chosen = tuple(key for key in offered(actor, workshop) if key in columns)
    if not {*chosen} - {"number"}:
        errors["columns"] = _("Pilih paling sedikit satu kolom.")
    if errors:
        raise Invalid(**errors)
    return Wanted(subset, file_format, chosen)


def offered(actor: Actor, workshop: Workshop) -> list[str]:
    """The columns this person may take."""
    contacts = policy.can_take_contacts(actor, workshop)
    return [key for key in COLUMNS if contacts or key not in {*CONTACTS, "answers"}]


async def take(workshop: Workshop, actor: Actor, what: Wanted) -> tuple[bytes, str]:
    """The file and its name. Who took what is written down first; raises TooMany for a machine."""
    _words, states = SUBSETS[what.subset]
    people = await _people(
        workshop=workshop.id, every=not states, states=[*states], came=what.subset == "present"
    )
    async with transaction():
        await limits.spend("list-export", (actor.id,), most=MOST_A_DAY, per=_DAY)
        await ListExport.insert(
            ListExport(
                workshop=workshop.id,
                what=what.subset,
                format=what.format,
                columns=" ".join(what.columns),
                with_contacts=what.with_contacts,
                rows=len(people),
                by=actor.id,
            )
        )
        await publish(
            ListTaken(workshop.id, actor.id or 0, what.subset, what.format, what.with_contacts, len(people))
        )
    with use_locale("id"):
        content = await _file(workshop, what, people)
    return content, f"{re.sub(r'[^a-z0-9-]', '', workshop.slug)}-{NAMES[what.subset]}.{what.format}"


async def _file(workshop: Workshop, what: Wanted, people: list[Person]) -> bytes:
    header, rows, widths = await _table(workshop, what.columns, people)
    words = str(SUBSETS[what.subset][0])
    if what.format == "csv":
        return write_csv(header, [[_text(value, workshop) for value in row] for row in rows])
    if what.format == "xlsx":
        local = [[_local(value, workshop) for value in row] for row in rows]
        return await workbooks.make_workbook(words, header, local)
    kop, files = await letterheads.for_pdf(await letterheads.of(workshop.organization))
    day = long_date(workshop.starts_at.astimezone(workshop.zone).date()) if workshop.starts_at else ""
    data = {
        "kop": kop,
        "title": f"Daftar peserta: {words.lower()}",
        "below": [workshop.title, " · ".join(part for part in (day, workshop.venue) if part)],
        "header": header,
        "rows": [[str(_text(value, workshop)) for value in row] for row in rows],
        "widths": widths,
        "note": f"Dibuat {date_time(now(), workshop.zone)}. Berisi data pribadi: simpan baik-baik.",
    }
    return await make_pdf(TEMPLATE, data, files=files)


async def _table(
    workshop: Workshop, columns: Sequence[str], people: list[Person]
) -> tuple[list[str], list[list[object]], list[int]]:
    header: list[str] = []
    widths: list[int] = []
    cells: list[Cell] = []
    for key in columns:
        if key == "attendance":
            for session in await _sessions(workshop=workshop.id):
                day = session["starts_at"].astimezone(workshop.zone)
                header.append(session["title"] or f"Hadir {day:%d/%m}")
                widths.append(0)
                cells.append(_was_at(str(session["id"])))
        elif key == "answers":
            for question in await questions.of(workshop.id):
                header.append(question.label)
                widths.append(3)
                cells.append(_answer(question))
        else:
            words, cell = COLUMNS[key]
            header.append(str(words))
            widths.append(_WIDTHS.get(key, 0))
            cells.append(cell)
    rows = [[cell(number, one) for cell in cells] for number, one in enumerate(people, 1)]
    return header, rows, widths


def _was_at(session: str) -> Cell:
    return lambda n, one: "Hadir" if session in (one.sessions or "").split() else ""


def _answer(question: Any) -> Cell:
    def cell(_n: int, one: Person) -> object:
        return dict(answering.told([question], one.answers)).get(question.label, "")

    return cell


def _local(value: object, workshop: Workshop) -> object:
    return value.astimezone(workshop.zone) if isinstance(value, datetime) else value


def _text(value: object, workshop: Workshop) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(workshop.zone):%d/%m/%Y %H.%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
