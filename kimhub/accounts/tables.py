"""People and the ways they prove who they are."""

from piccolo.columns import BigInt, BigSerial, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table


class User(Table, tablename="account"):
    """A person. Never asked for: NIK, religion, e-mail. A deleted person's row stays, empty of them."""

    id = BigSerial(primary_key=True)
    name = Varchar(length=120)
    username = Varchar(length=40, null=True, default=None, unique=True, help_text="lower case")
    phone = Varchar(length=20, null=True, default=None, unique=True, help_text="+628…")
    email = Varchar(length=254, null=True, default=None, unique=True, help_text="lower case, confirmed")
    password = Varchar(length=200, default="", help_text="Argon2; empty: cannot sign in yet")
    must_change_password = Boolean(default=False)
    wilayah_code = Varchar(length=13, null=True, default=None)
    photo = Varchar(length=80, default="", help_text="key in the file store")
    phone_visible = Boolean(default=False, help_text="to fellow members; officers in charge see it anyway")
    locale = Varchar(length=5, default="id")
    theme = Varchar(length=10, default="")
    status = Varchar(length=12, default="active", help_text="active, locked, deleted")
    rights_rev = Integer(default=0, help_text="goes up with every change of this person's grants")
    unread = Integer(default=0, help_text="entries in the inbox not yet opened; kept by notifications")
    totp_secret = Varchar(length=64, default="", help_text="set once the first code was right")
    totp_pending = Varchar(length=64, default="", help_text="shown as a QR, not yet proven by a code")
    totp_step = BigInt(default=0, help_text="the 30 seconds of the last code taken: none is taken twice")
    consent_version = Varchar(length=20, default="", help_text="of the terms agreed to last")
    created_at = Timestamptz(default=TimestamptzNow())
    last_seen_at = Timestamptz(null=True, default=None)


class Session(Table, tablename="signed_in_device"):
    """One device that is signed in. Only the hash of its token is kept."""

    id = BigSerial(primary_key=True)
    token_hash = Varchar(length=64, unique=True)
    user = ForeignKey(User, null=False, index=True)
    device = Varchar(length=80, default="", help_text="such as 'Chrome di Android', for the owner's list")
    created_at = Timestamptz(default=TimestamptzNow())
    last_seen_at = Timestamptz(default=TimestamptzNow(), help_text="written at most every 10 minutes")
    ends_at = Timestamptz(index=True, help_text="absolute end, whatever happens")
    confirmed_at = Timestamptz(null=True, default=None, help_text="second factor given")
    lasting = Boolean(default=True, help_text="False: the phone is shared, so it ends the same day")


class OneTimeCode(Table, tablename="one_time_code"):
    """A short-lived secret handed to a person: a new password, a new phone, a new address."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=True)
    purpose = Varchar(length=12, help_text="reset (typed), link (reset by mail), move, email")
    code_hash = Varchar(length=120, index=True, help_text="Argon2 of a typed code, SHA-256 of a long token")
    detail = Varchar(length=254, default="", help_text="the new e-mail address; the device that was let in")
    issued_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    ends_at = Timestamptz(index=True)
    used_at = Timestamptz(null=True, default=None)


class RecoveryCode(Table, tablename="recovery_code"):
    """A way in when the phone with the second factor is lost; each works once."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=True)
    code_hash = Varchar(
        length=120, help_text="Argon2 with a salt shared by the set: one computation tests all"
    )
    used_at = Timestamptz(null=True, default=None)


class Consent(Table, tablename="consent"):
    """Who agreed to which version of what, and when (UU 27/2022 art. 22 and 24). Rows are never changed
    but for the withdrawal."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=True)
    purpose = Varchar(length=20, help_text="terms, photo")
    version = Varchar(length=20)
    given_at = Timestamptz(default=TimestamptzNow())
    withdrawn_at = Timestamptz(null=True, default=None)
