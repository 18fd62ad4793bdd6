"""Letters as mail programs write them: what of them is the writer's own, and what a machine wrote."""

import base64
import quopri

import pytest

from kimhub.core.errors import Unreadable
from kimhub.core.mail_box import place_from
from kimhub.core.mail_html import as_text
from kimhub.core.mail_quotes import own_words
from kimhub.core.mail_reading import LARGEST, read

pytestmark = pytest.mark.once

HEAD = (
    "From: =?utf-8?q?Siti_Aminah?= <Siti@Contoh.id>\r\nTo: KIMHub <balas+abc@kim.contoh.id>\r\n"
    "Subject: Re: Ronda\r\nMessage-ID: <1@contoh.id>\r\nMIME-Version: 1.0\r\n"
)


def plain(text: str, more: str = "") -> bytes:
    body = quopri.encodestring(text.encode()).decode()
    kind = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    return f"{HEAD}{more}{kind}\r\n{body}".encode()


def parts(*bodies: str, kind: str = "mixed", more: str = "") -> bytes:
    inside = "".join(f"--grenze\r\n{body}\r\n" for body in bodies)
    kind = f'Content-Type: multipart/{kind}; boundary="grenze"\r\n\r\n'
    return f"{HEAD}{more}{kind}{inside}--grenze--\r\n".encode()


# What programs put around the letter they answer. Each quotes it, most in the language of the phone.
GMAIL = (
    "Pada tanggal Sab, 22 Nov 2026 pukul 10.00 KIMHub <\nbalas+1-2-3-xyz@kim.contoh.id> menulis:\n\n"
    "> Halo Siti Aminah,\n>\n> Budi menulis:\n> Kapan rondanya?\n"
)
GMAIL_ENGLISH = "On Sat, Nov 22, 2026 at 10:00 AM KIMHub <balas+1@kim.contoh.id>\nwrote:\n\n> Halo\n"
APPLE = "Pada 22 Nov 2026, pukul 10.00, KIMHub <kim@contoh.id> menulis:\n\n> Halo\n"
OUTLOOK = (
    "________________________________\nDari: KIMHub <kim@contoh.id>\nDikirim: Sabtu, 22 Nov 2026 10.00\n"
    "Kepada: Siti\nPerihal: Ronda\n\nHalo Siti,\nBudi menulis:\nKapan?\n"
)
OUTLOOK_ENGLISH = "From: KIMHub <kim@contoh.id>\nSent: Saturday, November 22, 2026\nTo: Siti\n\nHalo Siti\n"
OLD_OUTLOOK = "-----Original Message-----\nFrom: KIMHub\nHalo\n"
YAHOO = "    Pada Sabtu, 22 November 2026 10.00.00 WITA, KIMHub <k@contoh.id> menulis:  \n \n Halo\n"


@pytest.mark.parametrize(
    "quoted",
    [GMAIL, GMAIL_ENGLISH, APPLE, OUTLOOK, OUTLOOK_ENGLISH, OLD_OUTLOOK, YAHOO, "> Halo\n> Siti\n", ""],
)
@pytest.mark.parametrize(
    "signature",
    ["", "--\nSiti Aminah\n0812 3456 7890", "Dikirim dari iPhone saya", "Sent from my Galaxy",
     "Dapatkan Outlook untuk Android", "Dikirim dari Yahoo Mail di Android"],
)  # fmt: skip
def test_what_somebody_wrote_is_left_of_what_their_program_made_of_it(quoted: str, signature: str):
    letter = read(plain(f"Saya bisa hari *Sabtu*.\n\nPada malam Minggu tidak.\n\n{signature}\n\n{quoted}"))

    assert own_words(letter.text) == "Saya bisa hari *Sabtu*.\n\nPada malam Minggu tidak."


@pytest.mark.parametrize(
    "own",
    [
        "Pada rapat tahun 2020 Pak Budi menulis:\nJaga kebersihan.",
        "Dari: Panitia\nTanggal: 22 November\nKepada: semua warga\nKerja bakti hari Minggu.",
        "Undangannya begini.\nDikirim dari kantor desa besok pagi.",
        "Judul\n--------------------\nIsinya di sini.",
        "Setuju.\n\n\u2013 Siti",
        "Siap.\nPada malam Minggu saya bisa.",
        "2 < 3 dan email saya siti@contoh.id",
    ],
)
def test_lines_of_ones_own_that_look_like_a_programs_stay(own: str):
    for gap in ("\n", "\n\n"):
        assert own_words(f"{own}{gap}{GMAIL}") == own


@pytest.mark.parametrize(
    "quoted",
    [
        "---- On Sat, 22 Nov 2026 10:00:00 +0800 KIMHub <k@contoh.id> wrote ----\nHalo",
        "-------- Pesan asli --------\nDari: KIMHub <k@contoh.id>\nHalo",
        "________________________________\nDari: KIMHub\nTanggal: Sabtu\nHalo",
        "KIMHub <k@contoh.id> menulis:\nHalo",
    ],
)
def test_further_ways_of_quoting_are_known(quoted: str):
    assert own_words(f"Setuju.\n\n{quoted}") == "Setuju."


def test_an_answer_between_the_quoted_lines_is_found():
    text = "On Sat, Nov 22, 2026 KIMHub <k@contoh.id> wrote:\n> Kapan?\nSabtu.\n> Di mana?\nDi pos ronda.\n"

    assert own_words(text) == "Sabtu.\nDi pos ronda."


def test_what_was_for_its_reader_alone_goes_even_where_a_program_left_no_mark():
    text = "Baik.\nSurat: https://contoh.id/pemberitahuan/berhenti/7-abc\nkepada balas+1-2-XYZ@kim\nSip."

    assert own_words(text, ("/pemberitahuan/berhenti/", "xyz")) == "Baik.\nSip."


def test_lines_a_program_broke_are_joined_and_others_are_not():
    long = "Menurut saya ronda dimulai sesudah salat Isya saja supaya semua sempat"
    text = f"{long}\nmakan malam dulu di rumah.\nSalam,\nSiti\n\n- senter\n- sarung\n{long}\n- kopi"

    assert own_words(text) == (
        f"{long} makan malam dulu di rumah.\nSalam,\nSiti\n\n- senter\n- sarung\n{long}\n- kopi"
    )


def test_flowed_text_is_as_it_was_typed():
    head = f"{HEAD}Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
    letter = read(f"{head}Saya bisa hari \r\nSabtu.\r\n Baris kedua.\r\n-- \r\nSiti\r\n".encode())

    assert own_words(letter.text) == "Saya bisa hari Sabtu.\nBaris kedua."


def test_of_two_versions_the_plain_one_counts_and_html_where_there_is_no_other():
    html = (
        "Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><style>p{x}</style></head><body>"
        "<div>Saya &lt;bisa&gt; <b>Sabtu</b>.</div><div><br></div><ul><li>senter</li><li>sarung</li></ul>"
        '<div class="gmail_quote"><div class="gmail_attr">Pada ... menulis:</div><blockquote>H</blockquote>'
        "</div><script>alert(1)</script></body></html>"
    )
    text = "Content-Type: text/plain; charset=utf-8\r\n\r\nSaya bisa."

    assert read(parts(text, html, kind="alternative")).text.strip() == "Saya bisa."
    assert own_words(read(parts(html, kind="alternative")).text) == (
        "Saya <bisa> Sabtu.\n\n- senter\n- sarung"
    )
    outlook = '<div>Baik.</div><div id="divRplyFwdMsg"><b>Dari:</b> KIMHub</div><div>Halo Siti</div>'
    assert as_text(outlook).strip() == "Baik."


def test_files_come_along_and_logos_signatures_and_letters_inside_do_not():
    text = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    text += base64.b64encode(b"Fotonya terlampir.").decode()
    photo = base64.b64encode(b"\xff\xd8" + bytes(20_000)).decode()
    found = read(
        parts(
            text,
            'Content-Type: image/jpeg; name="IMG_1.jpg"\r\nContent-Disposition: attachment;'
            f' filename="=?utf-8?q?Ronda_Sabtu.jpg?="\r\nContent-Transfer-Encoding: base64\r\n\r\n{photo}',
            "Content-Type: image/jpeg\r\nContent-ID: <a>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + photo,
            "Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\n\r\nklein",
            "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n-----BEGIN",
            'Content-Type: text/plain; name="catatan.txt"\r\nContent-Disposition: attachment\r\n\r\nisi',
            "Content-Type: message/rfc822\r\n\r\nSubject: lain\r\nContent-Type: text/plain\r\n\r\nRahasia",
        )
    )

    assert found.text.strip() == "Fotonya terlampir."
    assert [file.filename for file in found.files] == ["Ronda Sabtu.jpg", "foto.jpeg", "catatan.txt"]
    assert len(found.files[0].content) == 20_002


def test_who_wrote_it_and_to_whom_is_said_in_small_letters():
    letter = read(plain("Ya.", "Cc: Lain <lain@contoh.id>\r\nDelivered-To: BALAS+ABC@kim.contoh.id\r\n"))

    assert letter.sender == "siti@contoh.id"
    assert letter.receivers == ("balas+abc@kim.contoh.id", "lain@contoh.id", "balas+abc@kim.contoh.id")
    assert letter.message_id == "<1@contoh.id>"
    assert not letter.automatic
    two = plain("Ya.").replace(b"<Siti@Contoh.id>", b"<siti@contoh.id>, Budi <budi@contoh.id>")
    assert read(two).sender == ""


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (x)",
        "Precedence: bulk",
        "Precedence: List",
        "X-Loop: kimhub",
        "List-Id: <kim.contoh.id>",
        "Return-Path: <>",
        "X-Autoreply: yes",
    ],
)
def test_what_a_machine_wrote_is_known(header: str):
    assert read(plain("Saya sedang cuti.", f"{header}\r\n")).automatic
    assert not read(plain("Ya.", "Auto-Submitted: no\r\nReturn-Path: <siti@contoh.id>\r\n")).automatic


def test_what_came_back_is_known_too():
    assert read(parts("Content-Type: text/plain\r\n\r\nGagal", kind="report")).automatic
    assert read(plain("Gagal").replace(b"<Siti@Contoh.id>", b"<MAILER-DAEMON@mx.contoh.id>")).automatic


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00\x01",
        b"From: <<<>>>, ;\r\nTo: =?x?y?z?=\r\n\r\nYa",
        b"Content-Type: multipart/mixed\r\n\r\nYa",
        b"Content-Type: text/plain; charset=nichts\r\n\r\nY\xc3a",
        b'From: "a\nTo: b\r\nMessage-ID: <[>\r\n\r\nYa',
        b"Content-Type: text/plain; name*=x''%ff; name*0*=z\r\n\r\nYa",
        b"Content-Transfer-Encoding: base64\r\n\r\n%%%",
    ],
)
def test_what_is_odd_costs_its_own_piece_only(raw: bytes):
    assert len(read(raw).text) < 30
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(40)
    )
    with pytest.raises(Unreadable):
        read(deep + b"Content-Type: text/plain\r\n\r\nYa")
    with pytest.raises(Unreadable):
        read(b"x" * (LARGEST + 1))


@pytest.mark.parametrize(
    "piece", ["<!--", "<![", "</", "<a ", "&#", "<div>", "<blockquote>", "<p x='", "> <@@"]
)
def test_no_letter_keeps_us_busy(piece: str):
    """Each of these took minutes, or would, where something looks at the rest again for every piece."""
    text = piece * (1_000_000 // len(piece))
    for head in ("To: ", "Content-Type: text/plain", "From: (", "X-A: =?utf-8?q?"):
        with pytest.raises(Unreadable):
            read(f"{head}{text}\r\n\r\nYa".encode())

    as_text(text)
    own_words(text)
    own_words(f"{piece}\n" * 50_000)


def test_a_mailbox_is_written_as_an_address():
    place = place_from("imaps://balas%40kim:s%2Fecret@mail.contoh.id/INBOX/Balas")

    assert (place.host, place.port, place.user, place.password) == (
        "mail.contoh.id",
        993,
        "balas@kim",
        "s/ecret",
    )
    assert (place.folder, place.tls) == ("INBOX/Balas", True)
    assert place_from("imap://a:b@c?starttls=1").starttls
    for wrong in ("", "https://a:b@c", "imaps://mail.contoh.id", "imaps://a:b@c?starttls=1"):
        with pytest.raises(ValueError, match="IMAP"):
            place_from(wrong)
