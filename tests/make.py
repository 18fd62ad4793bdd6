"""Small honest factories: each makes one row and fills only what it must."""

import json
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from kimhub.accounts import sessions, terms
from kimhub.accounts.tables import User
from kimhub.core import files, limits
from kimhub.core.actor import Actor
from kimhub.core.csrf import make_token
from kimhub.core.db import now
from kimhub.core.zones import today_in, zone_for, zone_key
from kimhub.forum import boards, managing, reading, writing
from kimhub.forum.tables import Board
from kimhub.forum.views import BoardView, TopicView
from kimhub.groups import installation, rights
from kimhub.groups.organizations import searchable
from kimhub.groups.tables import Installation, Membership, Officer, Organization, RoleAssignment
from kimhub.groups.terms import today as terms_today
from kimhub.library import documents, putting
from kimhub.library.tables import Document as DocumentRow
from kimhub.library.views import Document
from kimhub.programs import agreeing, programs
from kimhub.programs.tables import BudgetItem, ProgramIndicator, ProgramLine, WorkProgram
from kimhub.programs.views import Version
from kimhub.publishing import articles, blocks, flow, sites
from kimhub.publishing import writing as articles_writing
from kimhub.publishing.facts import Facts
from kimhub.publishing.tables import Photo as PhotoRow
from kimhub.publishing.views import Article, House
from kimhub.workshops.tables import Workshop, WorkshopHelper, WorkshopSession
from kimhub.workshops.tables_seats import Registration

_numbers = count(1)
GOALS = "Kabar sampai ke setiap dusun."  # of every program made here


async def installed(name: str = "KIMHub Bone", wilayah_code: str = "73.08") -> None:
    """An installation that has been set up (every page redirects to the setup before that)."""
    if not await Installation.exists():
        await installation.set_up(name, wilayah_code)


async def user(name: str = "Siti Aminah", **fields: Any) -> User:
    """Somebody with an account of a year: the young ones are watched (kimhub.accounts.allowances)."""
    n = next(_numbers)
    known = {
        "username": f"orang{n}",
        "phone": f"+62812{n:07d}",
        "consent_version": terms.VERSION,
        "created_at": now() - timedelta(days=365),
    }
    person = User(name=name, **known | fields)
    await person.save()
    return person


async def organization(name: str = "KIM Mallari", **fields: Any) -> Organization:
    n = next(_numbers)
    known = {
        "name": name,
        "kind": "kim",
        "slug": f"kim-{n}",
        "wilayah_code": "73.08.16.2009",
        "place": "Desa Mallari, Kec. Awangpone, Kab. Bone",
        "legal_status": "verified",
    }
    known |= fields
    made = Organization(**{"search": searchable(name, known["place"])} | known)
    await made.save()
    return made


async def kim(name: str = "KIM Mallari", **fields: Any) -> Organization:
    return await organization(name, **fields)


async def agency(name: str = "Diskominfo Bone", wilayah_code: str = "73.08", **fields: Any) -> Organization:
    return await organization(name, kind="agency", wilayah_code=wilayah_code, place="Kab. Bone", **fields)


async def member(of: Organization, name: str = "Siti Aminah", state: str = "active", **fields: Any) -> User:
    person = await user(name, **fields)
    await join(person, of, state)
    return person


async def join(person: User, of: Organization, state: str = "active") -> None:
    await Membership(organization=of.id, user=person.id, state=state, joined_on=days(0)).save()
    await rights.touch(person.id)


async def officer(of: Organization, name: str = "Budi", position: str = "secretary", **fields: Any) -> User:
    person = await member(of, name)
    start = fields.pop("term_start", days(-30))
    await Officer(
        organization=of.id, user=person.id, name=name, position=position, term_start=start, **fields
    ).save()
    await rights.touch(person.id)
    return person


async def granted(
    person: User, role: str, of: Organization | None = None, wilayah: str | None = None
) -> User:
    row = RoleAssignment(
        user=person.id, role=role, organization=of.id if of else None, wilayah_code=wilayah
    )
    row.valid_from = now() - timedelta(minutes=1)
    await row.save()
    await rights.touch(person.id)
    return person


async def kim_admin(of: Organization, name: str = "Rahmawati Latif") -> User:
    return await granted(await member(of, name), "kim_admin", of)


async def forum_coord(of: Organization, name: str = "Baharuddin") -> User:
    return await granted(await member(of, name), "forum_coord", of, of.wilayah_code)


async def pembina(wilayah_code: str = "73.08", name: str = "Irma Yusuf") -> User:
    return await member(await agency(f"Diskominfo {wilayah_code}", wilayah_code), name)


async def sysadmin(name: str = "Operator") -> User:
    return await granted(await user(name), "sysadmin")


async def signed_in(person: User, htmx: bool = False) -> dict[str, str]:
    """Headers of a signed-in request by `person`, with a token for forms; `htmx` asks for fragments."""
    token = await sessions.begin(person.id, "Chrome di Android", confirmed=True)
    return headers_for(token, htmx)


def headers_for(token: str, htmx: bool = False) -> dict[str, str]:
    asked = {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}
    return {"Cookie": f"session={token}", "X-CSRFToken": make_token(token), **asked}


async def board(of: Organization) -> Board:
    """The board of an organization (the boards of its kecamatan and regency are made too)."""
    found = await Board.objects().get(Board.id == await boards.ensure_board(of))
    assert found
    return found


async def area_board(code: str = "73.08.16") -> Board:
    """The board of a kecamatan or regency."""
    found = await Board.objects().get(Board.id == await boards.ensure_area_board(code))
    assert found
    return found


async def acting(person: User) -> Actor:
    """The person as rules see them at this moment."""
    found = await User.objects().get(User.id == person.id)
    assert found
    grants, homes = await rights.rights_of(found.id, found.rights_rev)
    home = next(iter(homes.values()), None)
    return Actor(id=found.id, name=found.name, grants=grants, home=home)


async def topic(on: Board, by: User, title: str = "Jadwal ronda bulan ini", posts: int = 1) -> TopicView:
    """A topic with its first post and `posts - 1` replies by the same person, read by nobody else."""
    actor = await acting(by)
    await limits.forgive("forum-post", by.id)
    started = await writing.create_topic(actor, on.slug, title, "Siapa bisa hari Sabtu?", uuid4())
    assert isinstance(started, writing.Started)
    for number in range(2, posts + 1):
        await reply(started.id, by, f"Balasan nomor {number}")
    return await topic_view(started.id)


async def reply(topic_id: int, by: User, body: str = "Saya bisa.") -> int:
    """Reply and return the number of the new post; not held back by the limit of posts per person."""
    actor = await acting(by)
    await limits.forgive("forum-post", by.id)
    posted = await writing.reply(await topic_view(topic_id), actor, body, uuid4())
    assert isinstance(posted, writing.Posted)
    return posted.number


async def topic_view(topic_id: int) -> TopicView:
    found = await reading.get_topic(str(topic_id))
    assert found
    return found


def today() -> date:
    """Where the houses of the tests are, unless they say otherwise."""
    return today_in("73.08")


def days(number: int) -> date:
    """So many days from today, as the terms of offices count them."""
    return terms_today() + timedelta(days=number)


async def newcomer(of: Organization, name: str = "Anggota Baru") -> User:
    """A member whose account was made today."""
    return await member(of, name, created_at=now())


async def watched_board(of: Organization) -> Board:
    """The board of an organization, where the first posts of newcomers wait."""
    found = await board(of)
    await Board.update({Board.hold_newcomers: True}).where(Board.id == found.id)
    found.hold_newcomers = True
    return found


async def further_board(beside: Board, by: User, name: str = "Ruang pengurus", **fields: Any) -> Board:
    """One more board of the house that `beside` belongs to."""
    view = await boards.get_board(beside.slug)
    assert view
    slug = await managing.open_board(view, await acting(by), managing.Fields(name, **fields), uuid4())
    found = await Board.objects().get(Board.slug == slug)
    assert found
    return found


async def board_view(slug: str, by: User | None = None) -> BoardView:
    found = await boards.get_board(slug, await acting(by) if by else Actor())
    assert found
    return found


async def workshop(of: Organization, title: str = "Aktivasi situs KIM", **fields: Any) -> Workshop:
    """An open workshop in ten days, 09.00 to 15.00 by the clock of its place, with one session."""
    zone = zone_for(of.wilayah_code)
    morning = (now().astimezone(zone) + timedelta(days=10)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    known: dict[str, Any] = {
        "organization": of.id,
        "slug": f"acara-{next(_numbers)}",
        "title": title,
        "venue": "Aula Kantor Desa Mallari",
        "wilayah_code": of.wilayah_code,
        "zone": zone_key(of.wilayah_code),
        "starts_at": morning,
        "ends_at": morning + timedelta(hours=6),
        "state": "open",
        "published_at": now() - timedelta(days=1),
    }
    made = Workshop(**known | fields)
    await made.save()
    await WorkshopSession(workshop=made.id, starts_at=made.starts_at, ends_at=made.ends_at).save()
    return made


async def helper(at: Workshop, person: User, role: str = "organizer") -> None:
    await WorkshopHelper(workshop=at.id, user=person.id, role=role).save()


async def registration(
    at: Workshop, person: User | None = None, state: str = "confirmed", **fields: Any
) -> Registration:
    """A place as it stands, past the rules (seats.py makes real ones)."""
    n = next(_numbers)
    known: dict[str, Any] = {
        "workshop": at.id,
        "user": person.id if person else None,
        "name": person.name if person else "Tamu Undangan",
        "state": state,
        "line": n,
        "code": f"K{n:05d}",
    }
    made = Registration(**known | fields)
    await made.save()
    counted = {"confirmed": "taken", "offered": "taken", "waiting": "waiting", "asked": "asking"}.get(state)
    if counted:
        column = getattr(Workshop, counted)
        await Workshop.update({column: column + 1}).where(Workshop.id == at.id)
    return made


async def program(of: Organization, *lines: str, year: int = 0, **fields: Any) -> WorkProgram:
    """A draft of next year whose lines (one where none is named) could be submitted."""
    year = year or today().year + 1
    known: dict[str, Any] = {
        "organization": of.id,
        "year": year,
        "slug": f"{of.slug}-{year}",
        "title": f"Program kerja {of.name} {year}",
        "background": "Warga butuh kabar yang benar.",
        "goals": GOALS,
    }
    made = WorkProgram(**known | fields)
    await made.save()
    for name in lines or ("Pelatihan menulis berita dengan ponsel",):
        await program_line(made, name)
    return made


async def program_line(of: WorkProgram, name: str = "Diskusi bulanan", **fields: Any) -> ProgramLine:
    """A line of February to April with an indicator (48 berita) and a budget item (Rp1.500.000)."""
    known: dict[str, Any] = {
        "program": of.id,
        "sort": next(_numbers),
        "name": name,
        "section": "Penyebaran informasi",
        "months": 0b1110,
        "pic_name": "Nurhayati",
        "target_group": "karang taruna dan kader PKK",
        "target_count": 20,
    }
    made = ProgramLine(**known | fields)
    await made.save()
    await ProgramIndicator(line=made.id, name="Berita terbit", unit="berita", target=4800).save()
    await BudgetItem(
        line=made.id, label="Konsumsi", volume=30, unit="orang", price=50_000, source="dana_desa"
    ).save()
    return made


async def submitted(one: WorkProgram, by: User) -> Version:
    """The program as it lies with the pembina."""
    return await agreeing.submit(one.id, await actor_of(by))


async def agreed(one: WorkProgram, by: User, pembina: User) -> Version:
    """The program submitted and agreed."""
    version = await submitted(one, by)
    await agreeing.approve(one.id, await actor_of(pembina), version_id=version.id)
    found = await programs.version_by_id(version.id)
    assert found
    return found


async def actor_of(person: User) -> Actor:
    """The person as rules see them, with the grants of this moment."""
    grants, _homes = await rights.rights_of(person.id, -next(_numbers))
    return Actor(id=person.id, name=person.name, grants=tuple(g for g in grants if g.holds(now())))


async def document(
    of: Organization, title: str = "Panduan aktivasi", by: User | None = None, **fields: Any
) -> Document:
    """An official document of one small text file, read by members unless `visibility` says otherwise."""
    content = fields.pop("content", f"Isi {title} {next(_numbers)}".encode())
    stored = await files.save_content(content, "text/plain", f"{title}.txt")
    about = putting.About(title, fields.pop("kind", "materi"), fields.pop("visibility", "members"))
    actor = Actor(id=by.id if by else None, name=by.name if by else "")
    made = await putting.put_document(
        of.id, actor, stored, about, key=uuid4(), folder=fields.pop("folder", None)
    )
    values: dict[Any, Any] = {"status": "official", **fields}
    await DocumentRow.update(values).where(DocumentRow.id == made)
    found = await documents.by_id(made)
    assert found
    return found


async def house(of: Organization) -> House:
    """The house with its site."""
    found = await sites.get(of.slug)
    assert found
    return found


async def article(
    of: Organization, by: User, title: str = "Panen raya di Mallari", **fields: Any
) -> Article:
    """A draft of one paragraph by somebody who may write there; `kind`, `blocks`, `facts`, `lede`, `cover`
    as said."""
    kind = fields.pop("kind", "news")
    text = articles_writing.Text(
        title,
        fields.pop("lede", "Hasil panen naik."),
        fields.pop("blocks", (blocks.Text(f"Isi {title}."),)),
        fields.pop("cover", None),
        fields.pop("facts", Facts()),
    )
    made = await articles_writing.begin(await house(of), await acting(by), kind, text, uuid4(), **fields)
    return await article_now(made)


async def article_now(article_id: int) -> Article:
    """The article as it stands."""
    found = await articles.get_article(article_id)
    assert found
    return found


async def told(of: Organization, by: User, title: str = "Panen raya di Mallari", **fields: Any) -> Article:
    """An article that is shown; `by` must be an editor. `settings` as flow.Settings."""
    settings = fields.pop("settings", None)
    made = await article(of, by, title, **fields)
    await flow.publish(made, await acting(by), settings)
    return await article_now(made.id)


async def photo(of: Organization, by: User | None = None, **fields: Any) -> PhotoRow:
    """A photo of two forms, 480 and 960 pixels wide, whose bytes are kept."""
    number = next(_numbers)
    kept = [
        await files.save_content(f"foto {number} {width}".encode(), "image/webp", "foto.webp")
        for width in (480, 960)
    ]
    forms = [
        {"width": w, "height": w * 3 // 4, "mime": "image/webp", "key": one.key, "size": one.size}
        for w, one in zip((480, 960), kept, strict=True)
    ]
    known: dict[str, Any] = {
        "organization": of.id,
        "file": kept[-1].key,
        "width": 960,
        "height": 720,
        "size": kept[-1].size,
        "variants": json.dumps(forms),
        "alt": "Petani di sawah",
        "consent": True,
        "name": "foto.webp",
        "created_by": by.id if by else None,
    }
    made = PhotoRow(**known | fields)
    await made.save()
    return made
