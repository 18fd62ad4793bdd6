"""Organizations (KIM, forum KIM, dinas), who belongs to them and with which rights."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.wilayah.columns import Code


class Installation(Table, tablename="installation"):
    """What this KIMHub calls itself and where it stands; one row, written by the setup page."""

    id = BigSerial(primary_key=True)
    name = Varchar(length=120)
    wilayah_code = Code(length=13, default="", help_text="'' is the whole country")
    place = Varchar(
        length=160, default="", help_text="'Kabupaten Bone, Sulawesi Selatan', kept for display"
    )
    kim_means = Varchar(length=80, default="Komunitas Informasi Masyarakat", help_text="features.md 1.2")
    set_up_at = Timestamptz(default=TimestamptzNow())


class Organization(Table, tablename="organization"):
    """A KIM, a forum KIM or a government office, seated at a wilayah (a seat, not a key: a village may
    have several KIM). Legal status and activity are two axes (domain.md 0.8, 1.8)."""

    id = BigSerial(primary_key=True)
    kind = Varchar(length=12, help_text="kim, forum_kim, agency")
    name = Varchar(length=120)
    slug = Varchar(length=70, unique=True)
    wilayah_code = Code(length=13, index=True)
    place = Varchar(
        length=160, default="", help_text="'Desa Mallari, Kec. Awangpone, Kab. Bone', kept for display"
    )
    search = Code(
        length=300,
        default="",
        index=True,
        help_text="name and place, [a-z0-9 ]: searched, and the order of lists",
    )
    national_no = Varchar(length=40, default="")
    founded_on = Date(null=True, default=None)
    basis = Text(default="")
    potential = Text(default="")
    achievements = Text(default="")
    vision = Text(default="")
    mission = Text(default="")
    about = Text(default="")
    address = Varchar(length=200, default="")
    contact_phone = Varchar(length=20, default="")
    logo = Varchar(length=80, default="")
    legal_status = Varchar(
        length=12, default="draft", help_text="draft, registered, verified, dissolved; expired is computed"
    )
    term_end = Date(null=True, default=None, help_text="of the verified decree in force; past: expired")
    warned_days = Integer(
        null=True, default=None, help_text="the last of 90, 30, 0 days that was announced for this term"
    )
    dissolved_on = Date(null=True, default=None)
    dissolve_reason = Varchar(length=300, default="")
    activity_override = Varchar(length=12, default="", help_text="set by a pembina; empty: computed")
    override_reason = Varchar(length=300, default="")
    activity_level = Varchar(
        length=12, default="inactive", help_text="active, less_active, inactive; computed daily"
    )
    grade = Varchar(length=40, default="")
    member_count = Integer(default=0)
    version = Integer(default=1)
    created_at = Timestamptz(default=TimestamptzNow())
    created_by = BigInt(null=True, default=None)
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class Decree(Table, tablename="decree"):
    """An SK. Numbers are free text and never parsed (domain.md 1.4)."""

    id = BigSerial(primary_key=True)
    number = Varchar(length=120)
    title = Varchar(length=300, default="")
    issuer_level = Varchar(length=12)
    issuer_title = Varchar(length=120, default="")
    issuer_name = Varchar(length=120, default="")
    signed_on = Date()
    term_start = Date(null=True, default=None)
    term_end = Date(null=True, default=None)
    file = Varchar(length=80, default="", help_text="key in the file store")
    file_name = Varchar(length=160, default="")
    file_mime = Varchar(length=80, default="")
    file_size = BigInt(default=0)
    supersedes = BigInt(null=True, default=None)
    note = Text(default="")
    state = Varchar(length=12, default="uploaded", help_text="uploaded, returned, verified, superseded")
    verified_by = BigInt(null=True, default=None)
    verified_name = Varchar(
        length=160, default="", help_text="name and office on that day: persons in an office change"
    )
    verified_at = Timestamptz(null=True, default=None)
    uploaded_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(unique=True, help_text="made with the form")


class DecreeOrganization(Table, tablename="decree_organization"):
    """One decree can form many KIM, and a KIM has many decrees over time (domain.md 0.7)."""

    id = BigSerial(primary_key=True)
    decree = ForeignKey(Decree, null=False, index=True)
    organization = ForeignKey(Organization, null=False, index=True)


class Membership(Table, tablename="membership"):
    """Belonging to an organization, from the request to the end."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    user = ForeignKey(User, null=False, index=True)
    kind = Varchar(length=12, default="biasa", help_text="biasa, kehormatan")
    state = Varchar(length=12, help_text="applied, orientation, active, suspended, ended, declined")
    message = Varchar(length=500, default="", help_text="why the person asks to join")
    reason = Varchar(length=500, default="", help_text="of the refusal, suspension or end")
    joined_on = Date(null=True, default=None)
    left_on = Date(null=True, default=None)
    card_no = Varchar(length=40, default="")
    decided_by = BigInt(null=True, default=None)
    decided_at = Timestamptz(
        null=True, default=None, help_text="of the answer to a request: it can be taken back for 10 minutes"
    )
    proposal = Varchar(length=8, default="", help_text="what an officer proposes: accept, decline")
    proposal_note = Varchar(length=300, default="")
    proposed_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())


class Position(Table, tablename="position"):
    """What an officer can be: rows with a few known codes, not an enum (domain.md 1.6)."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=30, unique=True)
    label = Varchar(length=80)
    label_en = Varchar(length=80, default="")
    sort = Integer(default=0)


class Officer(Table, tablename="officer"):
    """Somebody in a position for a term. Rights end with the term, checked at query time."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    user = ForeignKey(User, null=True, default=None, index=True)
    name = Varchar(length=120)
    position = Varchar(length=30)
    section = Varchar(length=80, default="")
    decree = ForeignKey(Decree, null=True, default=None)
    term_start = Date()
    term_end = Date(null=True, default=None)
    ended_on = Date(null=True, default=None)
    reason = Varchar(length=20, default="", help_text="term_over, resigned, replaced, died")
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class RoleAssignment(Table, tablename="role_assignment"):
    """A right given by a person: kim_admin, forum_coord (in an organization and its wilayah),
    pembina, province (over a wilayah), sysadmin (no content decisions)."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=True)
    role = Varchar(length=12)
    organization = ForeignKey(Organization, null=True, default=None, index=True)
    wilayah_code = Code(length=13, null=True, default=None, help_text="'' is the whole country")
    valid_from = Timestamptz(default=TimestamptzNow())
    valid_until = Timestamptz(null=True, default=None)
    granted_by = BigInt(null=True, default=None)
    reason = Varchar(length=300, default="")
    revoked_by = BigInt(null=True, default=None)


class Invitation(Table, tablename="invitation"):
    """A way to join: a link, a QR code, or a short code read out at a meeting."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    code = Varchar(
        length=16, unique=True, help_text="letters and digits that cannot be mistaken for others"
    )
    role = Varchar(
        length=12, default="member", help_text="member, or kim_admin for the first admin of a KIM"
    )
    max_uses = Integer(default=30)
    uses = Integer(default=0)
    auto_accept = Boolean(default=True, help_text="False: the person goes to the queue of applicants")
    ends_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class MemberImport(Table, tablename="member_import"):
    """A list of members on trial: read, shown, and written only when confirmed. Afterwards only who came of
    it is kept."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    state = Varchar(length=12, default="draft", help_text="draft, confirmed")
    rows = Text(default="[]", help_text="JSON of what was read; empty once confirmed")
    people = Text(default="[]", help_text="JSON of the accounts that were made")
    summary = Text(default="{}", help_text="JSON of the counts of the confirmed list")
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    ends_at = Timestamptz(index=True, help_text="a draft is forgotten then")
    key = UUID(unique=True, help_text="made with the form")
