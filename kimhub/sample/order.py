"""What waits for those who keep order in the sample's forum."""

from datetime import UTC, datetime, time, timedelta

from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.core.jobs import enqueue
from kimhub.core.zones import today_in, zone_for
from kimhub.forum import scheduling
from kimhub.forum.tables_order import Report
from kimhub.forum.tables_writing import Pending
from kimhub.sample.discussions import Spoken
from kimhub.sample.rows import insert, sample_key


async def leave_something(public: Spoken, cash: Spoken, people: dict[str, User]) -> None:
    """A first post that waits, a report, and a topic that comes out tomorrow morning."""
    newcomer = next(seat.person.handle for _, seat in public.room.seats if "." in seat.person.handle)
    code = public.room.code
    tomorrow = datetime.combine(today_in(code) + timedelta(days=1), time(7), zone_for(code))
    held = Pending(
        board=public.topic.board,
        user=people[newcomer].id,
        title="Jalan ke Dusun Lompu ditutup sampai Sabtu",
        label="news",
        body="Ada perbaikan gorong-gorong. Motor lewat jalan tani, mobil memutar lewat Carigading.",
        home="KIM Mallari",
        why="newcomer",
        created_at=now() - timedelta(hours=2),
        key=sample_key("pending:newcomer"),
    )
    scheduled = Pending(
        board=cash.topic.board,
        user=people["rahmawati"].id,
        title="Siapa ikut meliput maulid di Masjid Nurul Iman?",
        label="question",
        body="Acaranya hari Minggu pagi. Perlu dua orang memotret dan satu orang menulis.",
        home="KIM Mallari",
        badge="chair",
        why="scheduled",
        due_at=tomorrow.astimezone(UTC),
        created_at=now() - timedelta(hours=1),
        key=sample_key("pending:scheduled"),
    )
    await insert([held, scheduled])
    await enqueue(scheduling.come_out, scheduling.Due(scheduled.id), at=scheduled.due_at)
    await insert(
        [
            Report(
                board=cash.topic.board,
                post=cash.posts[2].id,
                user=people["nurhayati"].id,
                reason="private",
                note="Iuran orang sebaiknya tidak disebut namanya di sini.",
                created_at=now() - timedelta(hours=5),
            )
        ]
    )
