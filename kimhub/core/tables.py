"""The kernel's tables: what happened, what is to be done, and how often something was tried."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class Event(Table, tablename="event"):
    """What happened, for ever: the audit trail. Rows are never changed, but people who leave KIMHub take
    their names along."""

    id = BigSerial(primary_key=True)
    kind = Varchar(length=80, index=True, help_text="The event's class name.")
    payload = Text(help_text="JSON of the event's fields.")
    actor = BigInt(
        null=True, default=None, index=True, help_text="The account that did it, none for a job."
    )
    organization = BigInt(null=True, default=None, index=True, help_text="Whose matter it is.")
    happened_at = Timestamptz(index=True)


class Job(Table, tablename="job"):
    """Work to do once the transaction that asked for it has committed. Done rows are deleted."""

    id = BigSerial(primary_key=True)
    task = Varchar(length=200, help_text="module:function")
    payload = Text(default="{}", help_text="JSON of the task's argument.")
    key = Varchar(
        length=160, null=True, default=None, unique=True, help_text="At most one job waits per key."
    )
    run_at = Timestamptz(index=True)
    attempts = Integer(default=0)
    lease_until = Timestamptz(
        null=True, default=None, help_text="Somebody works on it until then at the latest."
    )
    error = Text(null=True, default=None, help_text="What went wrong at the last attempt.")
    failed_at = Timestamptz(null=True, default=None, help_text="Given up: a person must look.")


class Schedule(Table, tablename="schedule"):
    """The last period in which a repeated job was queued: whoever moves it on queues the run."""

    id = BigSerial(primary_key=True)
    name = Varchar(length=80, unique=True)
    slot = BigInt(default=-1)


class Bucket(Table, tablename="bucket"):
    """How often something was done in a period that ends at `resets_at`: the rate limits."""

    id = BigSerial(primary_key=True)
    key = Varchar(
        length=160, unique=True, help_text="What is limited and for whom: an account or a device."
    )
    tries = Integer(default=0)
    resets_at = Timestamptz(index=True)
