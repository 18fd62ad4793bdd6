"""WhatsApp chats as phones export them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimhub.forum import chats

pytestmark = pytest.mark.once

WITA = timezone(timedelta(hours=8))
ANDROID = """\
12/10/24 18.59 - Pesan dan panggilan dienkripsi secara end-to-end. Tidak seorang pun bisa membacanya.
12/10/24 19.05 - Rahmawati Latif menambahkan +62 812-3456-7890
12/10/24 19.05 - Rahmawati Latif: Teman-teman, besok *posyandu* pukul 08.00.
Bawa buku KIA: jangan lupa.
12/10/24 19.06 - Rahmawati Latif: Tempatnya di balai desa
12/10/24 19.20 - +62 812-3456-7890: Siap, nomor saya 0812 3456 7890
12/10/24 19.21 - Syamsul Bahri: IMG-20241012-WA0003.jpg (file terlampir)
Daftar hadirnya
12/10/24 19.22 - Syamsul Bahri: <Media tidak disertakan>
12/10/24 19.23 - Syamsul Bahri: Pesan ini dihapus
13/10/24 07.00 - Syamsul Bahri: @6281234567890 sudah sampai? <Pesan ini diedit>
"""
IPHONE = """\
[31/12/2024, 21.05.33] KIM Mallari: \u200ePesan dan panggilan terenkripsi secara end-to-end.
[31/12/2024, 21.06.01] Irma: Selamat tahun baru
\u200e[31/12/2024, 21.07.59] Irma: \u200e<terlampir: 00000012-PHOTO-2024-12-31-21-07-59.jpg>
"""


def test_an_android_chat():
    chat = chats.read(ANDROID, WITA)

    assert chat.notices == 2
    assert chat.left_out == 1
    assert chat.authors == [("Rahmawati Latif", 2), ("Syamsul Bahri", 3), ("+62 812-3456-7890", 1)] or (
        chat.authors == [("Syamsul Bahri", 3), ("Rahmawati Latif", 2), ("+62 812-3456-7890", 1)]
    )
    first = chat.messages[0]
    assert first.at == datetime(2024, 10, 12, 11, 5, tzinfo=UTC)
    assert first.text == "Teman-teman, besok *posyandu* pukul 08.00.\nBawa buku KIA: jangan lupa."
    photo = chat.messages[3]
    assert (photo.file, photo.text) == ("IMG-20241012-WA0003.jpg", "Daftar hadirnya")
    assert chat.messages[-1].text == "@6281234567890 sudah sampai?"


def test_a_chat_of_an_iphone():
    chat = chats.read(IPHONE, WITA)

    assert [message.author for message in chat.messages] == ["KIM Mallari", "Irma", "Irma"]
    assert chat.messages[2].file == "00000012-PHOTO-2024-12-31-21-07-59.jpg"
    assert chat.messages[1].at == datetime(2024, 12, 31, 13, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("12/31/24, 9:05 PM - Irma: Halo", (2024, 12, 31, 21, 5)),
        ("12/31/24, 12:05\u202fAM - Irma: Halo", (2024, 12, 31, 0, 5)),
        ("2024-12-31 21:05 - Irma: Halo", (2024, 12, 31, 21, 5)),
        ("31.12.24, 21:05 - Irma: Halo", (2024, 12, 31, 21, 5)),
        ("01/02/24 09.05 - Irma: Halo", (2024, 2, 1, 9, 5)),
        ("[31/12/24 21.05.09] Irma: Halo", (2024, 12, 31, 21, 5, 9)),
    ],
)
def test_dates_as_phones_write_them(line, at):
    (message,) = chats.read(line, WITA).messages

    assert message.at == datetime(*at, tzinfo=WITA)
    assert message.text == "Halo"


def test_messages_of_one_person_in_a_row_make_one_post():
    found = list(chats.posts(chats.read(ANDROID, WITA).messages))

    assert [post.author for post in found] == [
        "Rahmawati Latif",
        "+62 812-3456-7890",
        "Syamsul Bahri",
        "Syamsul Bahri",
    ]
    assert found[0].text.endswith("jangan lupa.\nTempatnya di balai desa")
    assert found[2].file == "IMG-20241012-WA0003.jpg"


def test_numbers_become_nobody_can_tell_whom():
    names = chats.shown_names([author for author, _ in chats.read(ANDROID, WITA).authors])

    assert names["+62 812-3456-7890"] == "Peserta 1"
    assert chats.without_numbers("@6281234567890 hubungi 0812-3456-7890", names) == (
        "@Peserta 1 hubungi [nomor HP]"
    )
    assert chats.without_numbers("Telepon (0481) 21033 atau +62 811 2222 333.", names) == (
        "Telepon [nomor HP] atau [nomor HP]."
    )
    assert chats.without_numbers("Rp1.250.000 pada 12/10/2024, 150 orang, RT 03/02", names) == (
        "Rp1.250.000 pada 12/10/2024, 150 orang, RT 03/02"
    )


@pytest.mark.parametrize("text", ["", "Bukan percakapan", "Jadwal ronda\n1. Budi\n2. Siti: malam"])
def test_what_is_no_chat_is_refused(text):
    with pytest.raises(chats.Unreadable):
        chats.read(text, WITA)


def test_times_never_go_back():
    chat = chats.read("02/01/24 10.00 - A: satu\n01/01/24 10.00 - B: dua\n03/01/24 10.00 - A: tiga", WITA)

    assert [message.at for message in chat.messages] == sorted(message.at for message in chat.messages)


def test_a_very_long_message_is_cut_where_lines_end():
    line = "kata " * 100
    chat = chats.read(f"01/01/24 10.00 - A: {(line + chr(10)) * 40}", WITA)
    found = list(chats.posts(chat.messages))

    assert len(found) > 1
    assert max(len(post.text) for post in found) <= chats.LONGEST
    assert " ".join(post.text for post in found).split() == ("kata " * 4000).split()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text):
    for attempt in (text, f"01/01/24 10.00 - A: {text}", f"[01/01/24, 10.00.00] {text}"):
        try:
            chat = chats.read(attempt, WITA)
        except chats.Unreadable:
            continue
        names = chats.shown_names([author for author, _ in chat.authors])
        for post in chats.posts(chat.messages):
            chats.without_numbers(post.text, names)
