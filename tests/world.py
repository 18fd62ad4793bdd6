"""A small complete world: two KIM side by side, those above them, and one person per role.

Tests that try every route get their people and their things from here. The things of KIM Mallari are "a",
those of its neighbour KIM Carigading, which nobody of Mallari may touch, are "b".
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from io import BytesIO
from unittest.mock import patch
from uuid import uuid4

from PIL import Image

from kimhub.accounts import codes, passwords, sessions
from kimhub.accounts.tables import Session, User
from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.core.csrf import make_token
from kimhub.core.db import now, transaction
from kimhub.forum import attachments
from kimhub.forum.boards import ensure_board
from kimhub.forum.tables import Board, Post, Topic
from kimhub.forum.tables_order import ChatImport, Report, Suspension
from kimhub.forum.tables_writing import Attachment, Pending
from kimhub.groups import activation, organizations, rights, terms
from kimhub.groups.tables import (
    Decree,
    DecreeOrganization,
    Invitation,
    MemberImport,
    Membership,
    Officer,
    Organization,
    RoleAssignment,
)
from kimhub.notifications import service as inbox
from kimhub.notifications.tables import Notification
from kimhub.workshops import calendar_links
from kimhub.workshops.tables_after import CalendarLink
from tests import make, snapshot
from tests.world_after import write_after
from tests.world_answers import put_to_the_vote
from tests.world_library import shelve
from tests.world_papers import certify, print_papers
from tests.world_plans import offer_templates, plan_a_workshop
from tests.world_programs import plan_the_year
from tests.world_publishing import hand_down, tell
from tests.world_workshops import hold_a_workshop

VILLAGE_A, VILLAGE_B = "73.08.16.2009", "73.08.16.2016"  # Mallari and Carigading, Kec. Awangpone
KECAMATAN, REGENCY, PROVINCE = "73.08.16", "73.08", "73"
NEXT_REGENCY, FAR_VILLAGE = "73.09", "35.08.01.2005"
PASSWORD, TYPED_CODE = "perahu kapur senja", "ABCD2345"

LIST = '[{"number": 2, "name": "Andi Baru", "phone": "081277778888", "position": "", "username": ""}]'

CHAT = (
    '{"title": "Posyandu", "authors": [{"name": "Siti", "messages": 2, "shown": "Siti"}], "posts": 2,'
    ' "notices": 0, "left_out": 0, "media": 0, "first": "2024-10-12T11:05:00Z",'
    ' "last": "2024-10-13T11:05:00Z", "sample": []}'
)

# One account each, in the order of the columns of matrix.txt; the guest has none.
ROLES = (
    "guest",
    "newcomer",  # signed in, of no KIM
    "applicant",
    "member",
    "officer",
    "kim_admin",
    "forum_coord",
    "organizer",
    "pembina",
    "province",
    "sysadmin",
    "pembina_elsewhere",  # of the next regency in the same province
    "member_b",
    "admin_b",
    "member_far",  # of a KIM in another province
    "suspended",
    "former",
)
SHORT = "gu nw ap me of ad fc or pe pr sy pX mB aB mF su fo"
WRITERS = tuple(role for role in ROLES if role != "guest")


@dataclass
class House:
    """An organization and what belongs to it, by the names the addresses use."""

    organization: Organization
    board: Board
    things: dict[str, object] = field(default_factory=dict)


@dataclass
class World:
    people: dict[str, User]
    tokens: dict[str, str]
    houses: dict[str, House]  # a, b, forum, agency, province, draft
    boards: dict[str, Board]  # area (of the kecamatan), regency; "beside a" and "beside area": a second one
    roles: dict[str, int]  # rows that give a role: forum_coord, sysadmin
    staff: dict[str, int]  # memberships in an office: pembina, province
    topics: dict[str, str]  # board -> address of its topic
    posts: dict[str, int]  # role -> number of the own post in topic "a"
    own: dict[str, dict[str, object]]  # role -> own things

    def headers(self, role: str, htmx: bool = False) -> dict[str, str]:
        """A browser of this role, with the token that its forms carry."""
        if role == "guest":
            return {"Cookie": "visitor=stranger", "X-CSRFToken": make_token("stranger")}
        return make.headers_for(self.tokens[role], htmx)


async def build() -> World:
    """Everything, as new: it takes 900 statements to make, and is put back after the first time."""
    return await snapshot.once(_make)


async def _make() -> World:
    await make.installed()
    kim_a = await make.kim("KIM Mallari", slug="kim-mallari", wilayah_code=VILLAGE_A)
    kim_b = await make.kim("KIM Carigading", slug="kim-carigading", wilayah_code=VILLAGE_B)
    far = await make.kim("KIM Tempursari", slug="kim-tempursari", wilayah_code=FAR_VILLAGE)
    forum = await make.organization(
        "Forum KIM Awangpone", kind="forum_kim", slug="forum-kim-awangpone", wilayah_code=KECAMATAN
    )
    agency = await make.agency("Diskominfo Bone", REGENCY, slug="diskominfo-bone")
    province = await make.agency("Diskominfo Sulawesi Selatan", PROVINCE, slug="diskominfo-sulsel")
    elsewhere = await make.agency("Diskominfo Maros", NEXT_REGENCY, slug="diskominfo-maros")
    people = {
        "newcomer": await make.user("Nurdin Baru"),
        "applicant": await make.member(kim_a, "Andi Calon", "applied"),
        "member": await make.member(kim_a, "Siti Aminah"),
        "officer": await make.officer(kim_a, "Budi Sekretaris"),
        "kim_admin": await make.kim_admin(kim_a, "Rahmawati Latif"),
        "forum_coord": await make.forum_coord(forum, "Baharuddin Koordinator"),
        "organizer": await make.granted(await make.user("Petta Panitia"), "organizer", kim_a),
        "pembina": await make.member(agency, "Irma Yusuf"),
        "province": await make.member(province, "Hasan Provinsi"),
        "sysadmin": await make.sysadmin("Operator Server"),
        "pembina_elsewhere": await make.member(elsewhere, "Dewi Maros"),
        "member_b": await make.member(kim_b, "Ambo Carigading"),
        "admin_b": await make.kim_admin(kim_b, "Hamidah Carigading"),
        "member_far": await make.member(far, "Slamet Lumajang"),
        "suspended": await make.member(kim_a, "Anton Ditangguhkan", "suspended"),
        "former": await make.member(kim_a, "Lama Pindah", "ended"),
    }
    draft = await make.kim(
        "KIM Unra", slug="kim-unra", wilayah_code="73.08.16.2007", legal_status="draft",
        created_by=people["forum_coord"].id,
    )  # fmt: skip
    people["second"] = await make.kim_admin(kim_a, "Jamila Admin Kedua")  # so that one may be taken away
    await make.kim_admin(kim_b, "Kedua Carigading")
    await make.member(agency, "Rekan Irma")
    await make.granted(await make.user("Operator Kedua"), "sysadmin")
    await User.update({User.password: secret(PASSWORD)}, force=True)
    every = {"a": kim_a, "b": kim_b, "forum": forum, "agency": agency, "province": province, "draft": draft}
    world = World(
        people=people,
        tokens={role: await sign_in(people[role]) for role in WRITERS},
        houses={name: House(row, await make.board(row)) for name, row in every.items()},
        boards={"area": await make.area_board(KECAMATAN), "regency": await make.area_board(REGENCY)},
        roles={role: await role_of(people[role]) for role in ("forum_coord", "sysadmin")},
        staff={role: await membership_of(people[role]) for role in ("pembina", "province")},
        topics={},
        posts={},
        own={},
    )
    for name, board in (("a", world.houses["a"].board), ("area", world.boards["area"])):
        world.boards[f"beside {name}"] = await make.further_board(board, people["pembina"])
    await write_topics(world)
    asked = {Topic.announced_at: now(), Topic.confirm_asked_at: now()}
    await Topic.update(asked, force=True)  # each is an announcement to be confirmed
    await furnish(world.houses["a"], people["kim_admin"], people["member"], "a")
    await furnish(world.houses["b"], people["admin_b"], people["member_b"], "b")
    await guard(world.houses["a"], people["kim_admin"], people["member"])
    await guard(world.houses["b"], people["admin_b"], people["member_b"])
    for name, role in (("a", "officer"), ("b", "admin_b")):
        topic_id = int(world.topics[name].partition("-")[0])
        world.houses[name].things |= await put_to_the_vote(topic_id, people[role].id)
    writers = {role: people[role] for role in WRITERS}
    world.houses["a"].things |= await hold_a_workshop(kim_a, kim_b, writers, "a")
    world.houses["b"].things |= await hold_a_workshop(kim_b, kim_a, writers, "b")
    for side, kim in (("a", kim_a), ("b", kim_b)):
        things = world.houses[side].things
        things |= await plan_a_workshop(kim, int(str(things["workshop_id"])), side)
        things |= await offer_templates(agency, side)
    for name, role in (("a", "kim_admin"), ("b", "admin_b")):
        house = world.houses[name]
        house.things |= await print_papers(house.organization, people[role])
        own = people["member" if name == "a" else "member_b"]
        house.things |= await certify(house.things, own, f"001/{name}")
        house.things |= await write_after(house.organization, people[role], house.things, name)
        house.things |= await plan_the_year(house.organization, people[role], people["pembina"], name)
    keepers = {"a": "kim_admin", "b": "admin_b", "agency": "pembina", "province": "province"}
    for name, role in keepers.items():
        house = world.houses[name]
        house.things |= await shelve(house.organization, people[role], name)
        writer = people.get({"a": "member", "b": "member_b"}.get(name, role), people[role])
        house.things |= await tell(house.organization, people[role], writer, name)
    for name, role in (("a", "kim_admin"), ("b", "admin_b")):
        house = world.houses[name]
        house.things |= await hand_down(agency, people["pembina"], house.organization, people[role])
    for role in WRITERS:
        world.own[role] = await belongings(people[role])
    await attach(world)
    forgetful = people["newcomer"].id
    await codes.keep(
        forgetful, "reset", secret(TYPED_CODE), timedelta(minutes=10), by=people["sysadmin"].id
    )
    return world


async def role_of(person: User) -> int:
    row = await RoleAssignment.objects().get(RoleAssignment.user == person.id)
    assert row
    return row.id


async def membership_of(person: User) -> int:
    row = await Membership.objects().get(Membership.user == person.id)
    assert row
    return row.id


async def waiting(of: Organization, state: str) -> int:
    """The membership in this state."""
    row = await Membership.objects().get((Membership.organization == of.id) & (Membership.state == state))
    assert row
    return row.id


async def sign_in(person: User) -> str:
    return await sessions.begin(person.id, "Chrome di Android", confirmed=True)


@cache
def secret(text: str) -> str:
    """A password or code as it is kept; made once, for it takes a while."""
    return passwords.HASHER.hash(text)


async def write_topics(world: World) -> None:
    """A topic on every board; in that of KIM Mallari a post by everybody, also by those who left since."""
    starters = {
        "a": ("officer", world.houses["a"].board),
        "b": ("admin_b", world.houses["b"].board),
        "forum": ("forum_coord", world.houses["forum"].board),
        "agency": ("pembina", world.houses["agency"].board),
        "province": ("province", world.houses["province"].board),
        "area": ("forum_coord", world.boards["area"]),
        "regency": ("pembina", world.boards["regency"]),
    }
    for name, (role, board) in starters.items():
        row = await written(board, world.people[role])
        world.topics[name] = row
    topic = int(world.topics["a"].partition("-")[0])
    world.posts["officer"] = 1
    for role in WRITERS:
        if role != "officer":
            world.posts[role] = await make.reply(topic, world.people[role], f"Tulisan {role}.")
    await make.reply(int(world.topics["b"].partition("-")[0]), world.people["member_b"])


async def attach(world: World) -> None:
    """Everybody has sent a photo ahead; the member's stands under their post."""
    for role in WRITERS:
        world.own[role]["file"] = await upload(world.people[role])
    number, topic = world.posts["member"], int(world.topics["a"].partition("-")[0])
    under = await Post.objects().get((Post.topic == topic) & (Post.number == number))
    assert under
    async with transaction():
        await attachments.claim([int(str(world.own["member"]["file"]))], under.author, under.id)


async def upload(by: User) -> int:
    """The number of a photo that somebody sent ahead of a post."""
    photo = await files.save_content(make_picture("f"), "image/webp", "foto.webp")
    row = Attachment(
        user=by.id, file=photo.key, name="foto.webp", mime=photo.mime, size=photo.size, width=32, height=32,
        created_at=now(),
    )  # fmt: skip
    await row.save()
    return int(row.id)


async def written(board: Board, by: User) -> str:
    """The address of a new topic on the board, whether or not its author may write there today."""
    with patch("kimhub.forum.policy.can_post", return_value=True):
        return (await make.topic(board, by, f"Kabar di {board.name}"[:120])).ref


async def furnish(house: House, admin: User, member: User, side: str) -> None:
    """Everything one KIM can have."""
    of, things, today = house.organization, house.things, terms.today()
    paper = await files.save_content(b"%PDF-1.4 SK", "application/pdf", "sk.pdf")
    logo = await files.save_content(make_picture(side), "image/webp", "lambang.webp")
    await Organization.update({Organization.logo: logo.key}).where(Organization.id == of.id)
    for state in ("verified", "uploaded"):
        decree = Decree(
            number=f"141/{state}/{side}", issuer_level="desa", signed_on=today - timedelta(days=200),
            term_end=today + timedelta(days=600), state=state, uploaded_by=admin.id, key=uuid4(),
            file=paper.key, file_name="sk.pdf", file_mime=paper.mime, file_size=paper.size,
        )  # fmt: skip
        await decree.save()
        await DecreeOrganization(decree=decree.id, organization=of.id).save()
        things[f"decree_{state}"] = decree.id
    officer = Officer(
        organization=of.id, user=member.id, name=member.name, position="treasurer",
        term_start=today - timedelta(days=200),
    )  # fmt: skip
    if side == "b":  # in Mallari the member stays a member and nothing else
        await officer.save()
        await rights.touch(member.id)
    else:
        officer = await Officer.objects().get(Officer.organization == of.id)  # type: ignore[assignment]
    role = await RoleAssignment.objects().get(
        (RoleAssignment.organization == of.id) & (RoleAssignment.user == admin.id)
    )
    for state in ("applied", "suspended"):
        if not await Membership.exists().where(
            (Membership.organization == of.id) & (Membership.state == state)
        ):
            await make.member(of, f"Orang {state}", state)
    answered = await make.member(of, f"Baru Diterima {side}")
    unopened = await make.member(of, f"Belum Aktif {side}", username=f"belum.aktif.{side}", password="")
    await Membership.update(
        {Membership.decided_by: admin.id, Membership.decided_at: now(), Membership.message: "Ingin belajar"}
    ).where((Membership.user == answered.id) & (Membership.organization == of.id))
    profile = await organizations.get(of.slug)
    assert profile
    (slip,) = await activation.make_slips(profile, Actor(id=admin.id), [unopened.id])
    code = {"a": "MARRARA777", "b": "CARGAD7777"}[side]
    invitation = Invitation(
        organization=of.id, code=code, ends_at=now() + timedelta(days=7), created_by=admin.id
    )
    await invitation.save()
    trial = MemberImport(
        organization=of.id, created_by=admin.id, ends_at=now() + timedelta(days=1), key=uuid4(), rows=LIST
    )
    await trial.save()
    chat = ChatImport(
        board=await ensure_board(of), user=admin.id, name="chat.txt", file="", messages=2, plan=CHAT,
        created_at=now(),
    )  # fmt: skip
    await chat.save()
    assert role
    assert officer
    things |= {
        "officer": officer.id, "role": role.id, "membership": await membership_of(member),
        "answered": await membership_of(answered), "unopened": await membership_of(unopened),
        "applicant": await waiting(of, "applied"), "suspended": await waiting(of, "suspended"),
        "code": code, "slip": slip.code, "invitation": invitation.id, "import": trial.id,
        "chat": chat.id,
    }  # fmt: skip


async def guard(house: House, admin: User, member: User) -> None:
    """What those who keep order find: posts that wait, a reported one, somebody who may not write."""
    board, at = house.board.id, now()
    writer = await make.member(house.organization, "Penulis Baru")
    post = await Post.objects().where(Post.author == member.id).order_by(Post.id).first()
    assert post
    waiting = Pending(
        board=board, user=writer.id, title="Salam", body="Salam kenal.", why="newcomer", created_at=at
    )
    later = Pending(
        board=board, user=writer.id, title="Nanti", body="Sabtu.", why="scheduled", created_at=at,
        due_at=at + timedelta(days=2),
    )  # fmt: skip
    report = Report(board=board, post=post.id, user=writer.id, reason="hoax", created_at=at)
    stop = Suspension(
        user=writer.id, board=board, reason="Kasar.", by=admin.id, since=at, until=at + timedelta(days=1)
    )
    for row in (waiting, later, report, stop):
        await row.save()
    house.things |= {
        "pending": waiting.id, "scheduled": later.id, "case": post.id, "suspension": stop.id,
        "person": writer.id,
    }  # fmt: skip


async def belongings(person: User) -> dict[str, object]:
    """What everybody has for themselves: a device, an entry in the inbox, links sent to them."""
    await inbox.tell(
        [person.id], "reply", about=f"topic:{person.id}", url="/forum", needs_action=False,
        title="Kabar", topic="Kabar",
    )  # fmt: skip
    entry = await Notification.objects().get(Notification.user == person.id)
    await sign_in(person)  # a second device, which may be signed out
    device = (
        await Session.objects()
        .where(Session.user == person.id)
        .order_by(Session.id, ascending=False)
        .first()
    )
    picture = await files.save_content(make_picture("p"), "image/webp", "foto.webp")
    await User.update({User.photo: picture.key}).where(User.id == person.id)
    links = {purpose: codes.random_token() for purpose in ("link", "move", "email")}
    for purpose, token in links.items():
        detail = f"orang{person.id}@example.org" if purpose == "email" else ""
        await codes.keep(
            person.id, purpose, codes.token_hash(token), timedelta(minutes=10), by=person.id, detail=detail
        )
    calendar = CalendarLink(user=person.id, secret=calendar_links.hashed(links["link"]))
    await calendar.save()
    assert all((entry, device))
    return {
        "entry": entry.id, "device": device.id, "user": person.id, "calendar": calendar.id, **links,
    }  # fmt: skip


@cache
def make_picture(name: str) -> bytes:
    """A small WebP, different for each name."""
    kept = BytesIO()
    Image.new("RGB", (32, 32), (ord(name), 90, 60)).save(kept, "WEBP")
    return kept.getvalue()
