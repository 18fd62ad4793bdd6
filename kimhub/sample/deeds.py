"""What the people of Bone did with their discussions besides writing: they chose answers, voted, agreed,
announced and took a photo."""

import json
from datetime import datetime, timedelta
from typing import Final

from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.core.files import IMAGES, save_upload
from kimhub.core.text import render_markup
from kimhub.forum.attachments import shown
from kimhub.forum.tables import Post, Topic
from kimhub.forum.tables_answers import Ballot, Decision, Poll, PollOption, Voice
from kimhub.forum.tables_order import Act
from kimhub.forum.tables_reading import Confirmation
from kimhub.forum.tables_writing import Attachment
from kimhub.sample.discussions import Spoken
from kimhub.sample.order import leave_something
from kimhub.sample.photo import Photo
from kimhub.sample.rows import insert, sample_key

ROSTER: Final = "Siapa yang mengisi"
MEETING: Final = "Usulan: forum KIM"
PUBLIC: Final = "Benarkah ada pembagian pupuk"
AGREED: Final = (
    "Forum KIM Kecamatan Awangpone bertemu tiap dua bulan, Sabtu sore, bergiliran di desa. Tuan rumah"
    " pertama KIM Mallari. Di tiap pertemuan kita memeriksa satu kabar yang ramai di grup."
)


class Deeds:
    """`spoken` is what was said; what is not among it is passed over."""

    def __init__(self, spoken: list[Spoken], people: dict[str, User]) -> None:
        self.people = people
        self.by_title = {one.topic.title: one for one in spoken}

    async def fill(self) -> None:
        if not self._find(ROSTER):
            return
        await self._answers()
        await self._polls()
        await self._decisions()
        await self._announcement()
        await self._photo()
        await leave_something(self._said(PUBLIC), self._said("Laporan kas"), self.people)

    def _find(self, words: str) -> Spoken | None:
        return next((one for title, one in self.by_title.items() if title.startswith(words)), None)

    def _said(self, words: str) -> Spoken:
        one = self._find(words)
        assert one is not None, words
        return one

    async def _answers(self) -> None:
        fertilizer, public, letter = (
            self._said("Pesan berantai"),
            self._said(PUBLIC),
            self._said("Contoh surat"),
        )
        await _change(fertilizer, official_post=fertilizer.posts[5].id, best_post=fertilizer.posts[3].id)
        await _change(public, official_post=public.posts[2].id, best_post=public.posts[1].id)
        await _change(letter, best_post=letter.posts[1].id)
        await self._act(fertilizer, "rahmawati", "answer", fertilizer.posts[3])
        await self._act(public, "rahmawati", "answer", public.posts[1])

    async def _polls(self) -> None:
        roster, meeting = self._said(ROSTER), self._said(MEETING)
        await self._poll(
            roster,
            "syamsul",
            "Perlukah posko dibuka hari Jumat?",
            {"Ya, pagi saja": ("ambotang", "jumardi"), "Ya, sampai sore": ("besse",), "Tidak perlu": ()},
            closes_at=now() + timedelta(days=3),
        )
        await self._poll(
            meeting,
            "baharuddin",
            "Hari apa kita bertemu?",
            {
                "Sabtu sore": ("rahmawati", "tahir", "sitti", "idris"),
                "Minggu pagi": ("marlina",),
                "Jumat sesudah Asar": ("hasnawati",),
            },
            closed_at=meeting.topic.last_post_at,
        )

    async def _poll(
        self,
        one: Spoken,
        who: str,
        question: str,
        chosen: dict[str, tuple[str, ...]],
        *,
        closes_at: datetime | None = None,
        closed_at: datetime | None = None,
    ) -> None:
        voters = [(handle, number) for number, who in enumerate(chosen.values(), 1) for handle in who]
        at = one.topic.created_at + timedelta(hours=1)
        poll = Poll(
            topic=one.topic.id,
            question=question,
            voters=len(voters),
            user=self.people[who].id,
            created_at=at,
            key=sample_key(f"poll:{question}"),
            closes_at=closes_at,
            closed_at=closed_at,
        )
        await insert([poll])
        await insert(
            [
                PollOption(poll=poll.id, number=number, text=text, votes=len(names))
                for number, (text, names) in enumerate(chosen.items(), 1)
            ]
        )
        await insert(
            [Ballot(poll=poll.id, user=self.people[w].id, options=str(n), at=at) for w, n in voters]
        )
        await _change(one, has_poll=True)

    async def _decisions(self) -> None:
        meeting, duties = self._said(MEETING), self._said("Bagaimana membagi tugas")
        await self._decision(
            meeting,
            "baharuddin",
            AGREED,
            {
                "rahmawati": ("agree", ""),
                "sitti": ("agree", ""),
                "tahir": ("agree", "Asal sore."),
                "marlina": ("abstain", ""),
                "idris": ("agree", ""),
                "hasnawati": ("agree", ""),
            },
            closed=True,
        )
        await self._decision(
            duties,
            "rahmawati",
            "Berita yang menyangkut anak atau orang sakit baru ditampilkan sesudah ketua dan satu pengurus"
            " membacanya.",
            {"syamsul": ("agree", ""), "ambotang": ("agree", "")},
        )

    async def _decision(
        self,
        one: Spoken,
        who: str,
        text: str,
        voices: dict[str, tuple[str, str]],
        *,
        closed: bool = False,
    ) -> None:
        at = one.topic.last_post_at
        row = Decision(
            topic=one.topic.id,
            text=text,
            html=render_markup(text),
            user=self.people[who].id,
            created_at=at - timedelta(hours=3),
            closed_at=at if closed else None,
            closed_by=self.people[who].id if closed else None,
            outcome="agreed" if closed else "",
            summary="Disepakati lewat forum; yang belum menjawab sudah ditanya langsung." if closed else "",
            key=sample_key(f"decision:{one.topic.key}"),
        )
        await insert([row])
        homes = dict(zip(one.authors, (post.home for post in one.posts), strict=True))
        await insert(
            [
                Voice(
                    decision=row.id,
                    user=self.people[handle].id,
                    name=self.people[handle].name,
                    home=homes.get(handle, ""),
                    stance=stance,
                    note=note,
                    at=at - timedelta(hours=2),
                )
                for handle, (stance, note) in voices.items()
            ]
        )
        await _change(one, has_decision=True)

    async def _announcement(self) -> None:
        """A part of the members has confirmed; among those who have not is the member of the demo."""
        one = self._said("Rapat anggota")
        at = one.topic.created_at + timedelta(minutes=5)
        await _change(one, announced_at=at, confirm_asked_at=at)
        seats = [seat.person.handle for _, seat in one.room.seats]
        one.confirmed = {*one.authors, "syamsul", "fadil", *(each for each in seats[8:] if "." in each)}
        await insert(
            [
                Confirmation(topic=one.topic.id, user=self.people[handle].id, at=at + timedelta(hours=1))
                for handle in sorted(one.confirmed)
            ]
        )
        await self._act(one, "rahmawati", "announce", None)

    async def _photo(self) -> None:
        one = self._said("Foto panen")
        stored = await save_upload(Photo(), allowed=IMAGES)
        await insert(
            [
                Attachment(
                    shown(stored),
                    post=one.posts[0].id,
                    user=one.posts[0].author,
                    alt="Tali rumput laut di pesisir Mallari, sebuah perahu biru di depannya",
                )
            ]
        )
        await Post.update({Post.files: 1}).where(Post.id == one.posts[0].id)

    async def _act(self, one: Spoken, who: str, act: str, post: Post | None) -> None:
        await insert(
            [
                Act(
                    board=one.topic.board,
                    topic=one.topic.id,
                    post=post.id if post else None,
                    actor=self.people[who].id,
                    act=act,
                    data=json.dumps({"title": one.topic.title}),
                    at=one.topic.last_post_at,
                )
            ]
        )


async def _change(one: Spoken, **values: object) -> None:
    """Of the row, and of what the inboxes are made from."""
    for name, value in values.items():
        setattr(one.topic, name, value)
    await Topic.update({getattr(Topic, name): value for name, value in values.items()}).where(
        Topic.id == one.topic.id
    )
