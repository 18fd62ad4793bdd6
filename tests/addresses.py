"""Real addresses for every route, and a plausible form for each that takes one.

A route whose parameters have no entry in VALUES fails the tests that try every route: add it here, with
something in tests/world.py to point it at.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from litestar import Litestar

from kimhub.core.access import Access
from kimhub.core.zones import today_in
from kimhub.groups import terms
from kimhub.notifications.choices import stop_address
from kimhub.papers.numbers import KINDS
from kimhub.programs.texts import mark
from tests.make import GOALS
from tests.world import PASSWORD, TYPED_CODE, World, make_picture

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
TODAY = terms.today()


@dataclass(frozen=True)
class Route:
    method: str
    path: str  # without the types: /kim/{slug}/sk/{decree_id}/berkas

    def __str__(self) -> str:
        return f"{self.method:4} {self.path}"


@dataclass(frozen=True)
class Asking:
    """Who asks about whose things."""

    world: World
    role: str
    subject: str = "a"  # a house, a board, or own

    def thing(self, name: str) -> object:
        return self.world.houses["b" if self.subject == "b" else "a"].things[name]

    def own(self, name: str) -> object:
        """Of the person who asks; of a member of KIM Mallari where others' things are tried."""
        role = "member" if self.role == "guest" or self.subject != "own" else self.role
        return self.world.own[role][name]

    def house(self) -> str:
        name = self.subject if self.subject in self.world.houses else "a"
        return self.world.houses[name].organization.slug

    def board(self) -> str:
        if self.subject in self.world.boards:
            return self.world.boards[self.subject].slug
        return self.world.houses[self.subject if self.subject != "own" else "a"].board.slug

    def further_board(self) -> str:
        """One that may be archived: not the only board of its house."""
        return self.world.boards[f"beside {self.subject}"].slug

    def document(self) -> object:
        """One that members read; of KIM Mallari the one a subject like "draft" names."""
        house = self.subject if "doc_members" in self._things(self.subject) else "a"
        name = f"doc_{self.subject}"
        return self._things(house)[name if name in self._things(house) else "doc_members"]

    def shelf(self, name: str) -> object:
        """Something of the library that is asked for."""
        return self._things(self.subject if name in self._things(self.subject) else "a")[name]

    def _things(self, house: str) -> dict[str, object]:
        return self.world.houses[house].things if house in self.world.houses else {}

    def stop(self) -> str:
        """What ends this person's letters."""
        return stop_address(int(str(self.own("user")))).rpartition("/")[2]

    def topic(self) -> str:
        return self.world.topics["a" if self.subject in {"own", "others"} else self.subject]

    def post(self) -> int:
        if self.subject == "own" and self.role != "guest":
            return self.world.posts[self.role]
        return 1 if self.subject not in {"a", "own", "others"} else self.world.posts["member"]


FEED = b"<rss><channel><item><title>Panen</title><description>Isi</description></item></channel></rss>"
WRITTEN = {"title": "Kabar baru", "block[]": "0", "type-0": "text", "text-0": "Isi kabar."}
INDICATOR = "/program/{slug}/kegiatan/{line_id}/indikator/{indicator_id}"
# The whole path, or the part of it that ends with the parameter -> the parameter's value. What stands
# behind a # is the parameter: of "/a/{slug}/b/{id}#slug" the slug, for all that lies below.
VALUES: dict[str, Callable[[Asking], object]] = {
    "/kim/{slug}": Asking.house,
    "/k/{slug}": Asking.house,
    "/k/{slug}/{segment}": lambda _: "berita",
    "/k/{slug}/{segment}/{article}": lambda ask: ask.thing("article_path"),
    "/k/{slug}/{segment}/{article}/{number}": lambda _: "1",
    "/k/{slug}/{segment}/{article}/{number}#segment": lambda _: "galeri",
    "/k/{slug}/{segment}/{article}/{number}#article": lambda ask: ask.thing("album_path"),
    "/k/{slug}/label/{tag}": lambda _: "panen",
    "/sitemap/{name}": lambda _: "umum.xml",
    "/k/{slug}/terusan/{ref}": lambda ask: f"{ask.thing('package')}-kabar",
    "/bahan/{article_id}": lambda ask: ask.thing("package"),
    "/bahan/{article_id}/lapor/{report_id}": lambda ask: ask.thing("report"),
    "/situs/a/{article_id}": lambda ask: ask.thing("article"),
    "/situs/a/{article_id}/kirim": lambda ask: ask.thing("article_draft"),
    "/situs/a/{article_id}/buang": lambda ask: ask.thing("article_draft"),
    "/situs/a/{article_id}/terbitkan": lambda ask: ask.thing("article_sent"),
    "/situs/a/{article_id}/kembalikan": lambda ask: ask.thing("article_sent"),
    "/situs/a/{article_id}/batal": lambda ask: ask.thing("article_sent"),
    "/situs/a/{article_id}/tampilkan": lambda ask: ask.thing("article_archived"),
    "/situs/a/{article_id}/riwayat/{number}": lambda _: "1",
    "/situs/a/{article_id}/sebarkan": lambda ask: ask.thing("article"),
    "/situs/a/{article_id}/sebarkan/henti": lambda ask: ask.thing("article"),
    "/situs/a/{article_id}/sebarkan/olah": lambda ask: ask.thing("article"),
    "/kabar/{article_id}": lambda ask: ask.thing("article"),
    "/kim/{slug}/admin/{role_id}": lambda ask: ask.thing("role"),
    "/kim/{slug}/pengurus/{officer_id}": lambda ask: ask.thing("officer"),
    "/kim/{slug}/anggota/{member_id}": lambda ask: ask.thing("membership"),
    "/kim/{slug}/undangan/{invitation_id}": lambda ask: ask.thing("invitation"),
    "/kim/{slug}/impor/{import_id}": lambda ask: ask.thing("import"),
    "/undangan/{code}": lambda ask: ask.thing("code"),
    "/aktivasi/{code}": lambda ask: ask.thing("slip"),
    "/kim/{slug}/sk/{decree_id}": lambda ask: ask.thing("decree_uploaded"),
    "/forum/p/{slug}": Asking.board,
    "/forum/p/{slug}/arsipkan": Asking.further_board,
    "/forum/p/{slug}/buka": Asking.further_board,
    "/forum/t/{ref}": Asking.topic,
    "/forum/t/{ref}/{number}": Asking.post,
    "/forum/t/{ref}/jajak/{poll_id}": lambda ask: ask.thing("poll"),
    "/forum/t/{ref}/mufakat/{decision_id}": lambda ask: ask.thing("decision"),
    "/forum/t/{ref}/{number}/jawaban-resmi": lambda ask: ask.world.posts["pembina"],
    "/forum/t/{ref}/{number}/bukan-jawaban-resmi": lambda ask: ask.world.posts["pembina"],
    "/forum/t/{ref}/{number}/terima-kasih": lambda ask: ask.world.posts["kim_admin"],
    "/forum/impor/{import_id}": lambda ask: ask.thing("chat"),
    "/forum/t/{ref}/{number}/laporkan": lambda ask: (
        ask.world.posts["kim_admin"] if ask.subject == "a" else ask.post()
    ),
    "/forum/periksa/{pending_id}": lambda ask: ask.thing("pending"),
    "/forum/menunggu/{pending_id}": lambda ask: ask.thing("pending"),
    "/forum/menunggu/{pending_id}/waktu": lambda ask: ask.thing("scheduled"),
    "/forum/laporan/{post_id}": lambda ask: ask.thing("case"),
    "/forum/p/{slug}/hak-menulis/orang/{user_id}": lambda ask: ask.thing("person"),
    "/forum/p/{slug}/hak-menulis/{suspension_id}": lambda ask: ask.thing("suspension"),
    "/forum/berkas/{file_id}": lambda ask: ask.own("file"),
    "/kaitan/{kind}": lambda _: "topic",
    "/kaitan/{kind}/{thing_id}": lambda ask: ask.topic().partition("-")[0],
    "/pelatihan/{slug}": lambda ask: ask.thing("workshop"),
    "/pelatihan/{slug}/peserta/{registration_id}": lambda ask: ask.thing("registration"),
    "/pelatihan/{slug}/peserta/{registration_id}/setujui": lambda ask: ask.thing("asked"),
    "/pelatihan/{slug}/peserta/{registration_id}/tolak": lambda ask: ask.thing("asked"),
    "/pelatihan/{slug}/peserta/{registration_id}/dahulukan": lambda ask: ask.thing("waiting"),
    "/pelatihan/{slug}/peserta/{registration_id}/terima": lambda ask: ask.thing("offered"),
    "/pelatihan/{slug}/utusan/{delegation_id}": lambda ask: ask.thing("delegation"),
    "/pelatihan/{slug}/acara/{line_id}": lambda ask: ask.thing("line"),
    "/pelatihan/{slug}/sesi/{session_id}": lambda ask: ask.thing("session"),
    "/pelatihan/{slug}/narasumber/{speaker_id}": lambda ask: ask.thing("speaker"),
    "/pelatihan/{slug}/pertanyaan/{question_id}": lambda ask: ask.thing("question"),
    "/pelatihan/{slug}/sasaran/{entry_id}": lambda ask: ask.thing("aim"),
    "/pelatihan/{slug}/tim/{helper_id}": lambda ask: ask.thing("helper"),
    "/pelatihan/{slug}/berkas/{file_id}": lambda ask: ask.thing("material"),
    "/pelatihan/{slug}/pesan/{message_id}": lambda ask: ask.thing("message"),
    "/pelatihan/{slug}/surat/{letter_id}": lambda ask: ask.thing("letter"),
    "/pelatihan/{slug}/laporan/putusan": lambda ask: ask.thing("reported workshop"),
    "/pelatihan/{slug}/terbitkan": lambda ask: ask.thing("draft workshop"),
    "/pelatihan/{slug}/selesai": lambda ask: ask.thing("running workshop"),
    "/pelatihan/{slug}/pintu/datang": lambda ask: ask.thing("running workshop"),
    "/pelatihan/{slug}/tarik": lambda ask: ask.thing("running workshop"),
    "/pelatihan/{slug}/contoh": lambda ask: ask.thing("office draft"),
    "/pelatihan/{slug}/bukan-contoh": lambda ask: ask.thing("template"),
    "/pelatihan/{slug}/hapus": lambda ask: ask.thing("draft workshop"),
    "/pelatihan/jenis/{kind_id}": lambda ask: ask.thing("kind"),
    "/pelatihan/kalender/{code}": lambda _: "73.08",
    "/pelatihan/kalender/langganan/{link_id}": lambda ask: ask.own("calendar"),
    "/kalender/{name}": lambda ask: f"{ask.own('link')}.ics",
    "/ikut/{secret}": lambda ask: ask.thing("link"),
    "/mengetahui/{secret}": lambda ask: ask.thing("asked_link"),
    "/b/{secret}": lambda ask: ask.shelf("share_link"),
    "/b/{secret}/halaman/{name}": lambda _: "1.webp",
    "/pustaka/d/{ref}/bagikan/{share_id}": lambda ask: ask.shelf("share"),
    "/pustaka/pilih/{kind}": lambda _: "topic",
    "/pustaka/pilih/{kind}/{thing_id}": lambda ask: ask.topic().partition("-")[0],
    "/pustaka/o/{slug}": Asking.house,
    "/pustaka/d/{ref}": Asking.document,
    "/pustaka/d/{ref}/halaman/{name}": lambda _: "1.webp",
    "/pustaka/d/{ref}/versi/{number}": lambda _: 1,
    "/pustaka/d/{ref}/versi/{number}/halaman/{name}": lambda _: "1.webp",
    "/pustaka/d/{ref}/pulihkan": lambda ask: ask.shelf("doc_bin"),
    "/pustaka/d/{ref}/musnahkan": lambda ask: ask.shelf("doc_bin"),
    "/pustaka/wajib-baca/{ask_id}": lambda ask: ask.shelf("must_read"),
    "/pustaka/o/{slug}/{folder_id}": lambda ask: ask.shelf("folder"),
    "/pustaka/o/{slug}/surat/{letter_id}": lambda ask: ask.shelf("agenda_letter"),
    "/pustaka/unggahan/{key}": lambda ask: ask.thing("upload"),
    "/program/{slug}": lambda ask: ask.thing("program"),
    "/program/{slug}/mengetahui": lambda ask: ask.thing("awaited"),
    "/program/{slug}/kegiatan/{line_id}": lambda ask: ask.thing("program_line"),
    "/program/{slug}/kegiatan/{line_id}/catatan/{entry_id}": lambda ask: ask.thing("program_entry"),
    INDICATOR: lambda ask: ask.thing("indicator"),
    f"{INDICATOR}/angka/{{reading_id}}": lambda ask: ask.thing("reading"),
    "/program/{slug}/dana/{income_id}": lambda ask: ask.thing("income"),
    "/program/{slug}/berkas/{file_id}": lambda ask: ask.thing("program_photo"),
    "/program/{slug}/ajukan": lambda ask: ask.thing("draft"),
    "/program/{slug}/tarik": lambda ask: ask.thing("sent"),
    "/program/{slug}/sunting": lambda ask: ask.thing("draft"),
    "/program/{slug}/teks": lambda ask: ask.thing("draft"),
    "/program/{slug}/kegiatan/baru": lambda ask: ask.thing("draft"),
    "/program/{slug}/kegiatan/{line_id}/sunting": lambda ask: ask.thing("draft_line"),
    "/program/{slug}/kegiatan/{line_id}/sunting#slug": lambda ask: ask.thing("draft"),
    "/program/{slug}/buang": lambda ask: ask.thing("draft"),
    "/program/{slug}/impor": lambda ask: ask.thing("draft"),
    "/program/{slug}/impor/{import_id}": lambda ask: ask.thing("program_import"),
    "/program/{slug}/impor/{import_id}#slug": lambda ask: ask.thing("draft"),
    "/program/{slug}/tawarkan": lambda ask: ask.thing("program_template"),
    "/program/{slug}/versi/{number}": lambda _: 1,
    "/program/{slug}/lpj/{period}": lambda _: "tahun",
    "/program/{slug}/lpj/{period}/putusan": lambda _: "semester-1",
    "/program/{slug}/tinjau": lambda ask: ask.thing("reviewed"),
    "/program/{slug}/tinjau/putusan": lambda ask: ask.thing("reviewed"),
    "/program/{slug}/tinjau/berikutnya": lambda ask: ask.thing("reviewed"),
    "/program/{slug}/tinjau/kirim": lambda ask: ask.thing("reviewed"),
    "/program/{slug}/tinjau/ambil": lambda ask: ask.thing("sent"),
    "/program/{slug}/tinjau/catatan/{place}": lambda _: "0",
    "/program/{slug}/tinjau/catatan/{place}#slug": lambda ask: ask.thing("reviewed"),
    "/tinjauan/pengganti/{stand_id}": lambda ask: ask.thing("stand_in"),
    "/ikut/{secret}/berkas/{file_id}": lambda ask: ask.thing("material"),
    "/pelatihan/{slug}/pintu/{code}": lambda ask: ask.thing("seat_code"),
    "/pelatihan/{slug}/daftar-hadir/{number}": lambda _: 1,
    "/hadir/{door_code}": lambda _: "7424",
    "/verifikasi/{code}": lambda ask: ask.thing("check_code"),
    "/pelatihan/{slug}/sertifikat/{certificate_id}": lambda ask: ask.thing("certificate"),
    "/sertifikat/{certificate_id}": lambda ask: ask.thing("certificate"),
    "/cetakan/{making_id}": lambda ask: ask.thing("making"),
    "/foto/{user_id}": lambda ask: ask.own("user"),
    "/foto/{ref}": lambda ask: f"{ask.thing('photo')}-1",
    "/foto/{ref}/{name}": lambda _: "480.webp",
    "/situs/{slug}": Asking.house,
    "/situs/{slug}/bawa/{import_id}": lambda ask: ask.thing("site_import"),
    "/situs/{slug}/kiriman/{story_id}": lambda ask: ask.thing("story"),
    "/situs/baca/{article_id}": lambda ask: ask.thing("article_members"),
    "/situs/{slug}/foto/{photo_id}": lambda ask: ask.thing("photo"),
    "/situs/{slug}/foto/{photo_id}/urungkan": lambda ask: ask.thing("photo_removed"),
    "/pemberitahuan/{entry_id}": lambda ask: ask.own("entry"),
    "/pemberitahuan/berhenti/{token}": Asking.stop,
    "/pengaturan/perangkat/{session_id}": lambda ask: ask.own("device"),
    "/pengaturan/email/{token}": lambda ask: ask.own("email"),
    "/pindah/{token}": lambda ask: ask.own("move"),
    "/sandi-baru/{token}": lambda ask: ask.own("link"),
    "/peran/petugas/{membership_id}": lambda ask: ask.world.staff.get(
        ask.subject, ask.world.staff["pembina"]
    ),
    "/peran/{role_id}": lambda ask: ask.world.roles.get(ask.subject, ask.world.roles["forum_coord"]),
}

# A deed needs somebody it can be done to.
MEMBERS = {
    "terima": "applicant", "tolak": "applicant", "urungkan": "answered", "usul": "applicant",
    "pulihkan": "suspended", "kode-aktivasi": "unopened",
}  # fmt: skip
VALUES |= {
    f"/kim/{{slug}}/anggota/{{member_id}}/{deed}": lambda ask, who=who: ask.thing(who)
    for deed, who in MEMBERS.items()
}

# Which things a route is tried with besides those of KIM Mallari; the first pattern that fits counts.
OWN = ("own", "others")
READ = ("a", "public", "officers", "pembina", "draft", "bin", "agency")  # whatever a document can be
SUBJECTS: list[tuple[str, tuple[str, ...]]] = [
    (r"/forum/[pt]/\{\w+\}", ("a", "area", "regency", "forum", "agency", "province")),
    (r"/forum/p/\{slug\}/(arsipkan|buka)", ("a", "area")),
    (r"/forum/p/\{slug\}/(rubrik|rubrik/baru|sunting|naik|turun)", ("a", "area", "agency", "province")),
    (r"POST /forum/t/\{ref\}/[\w-]+", ("a", "area", "regency", "province")),
    (r"/forum/t/\{ref\}/\{number\}/sunting", OWN),
    (r"POST /forum/t/\{ref\}/\{number\}/\w+", ("a", "area", "agency")),
    (r"/kim/\{slug\}(/\w+)*", ("a", "forum", "agency", "draft")),
    (r"/pustaka/d/\{ref\}(/(unduh|teks|gambar\.webp|halaman/\{name\}))?", READ),
    (r"/pustaka/o/\{slug\}.*", ("a", "agency", "draft")),
    (r"/pustaka/d/\{ref\}/bagikan/\{share_id\}.*", ("a", "agency")),
    (r"/pustaka/d/\{ref\}.*", ("a", "public", "agency")),
    (r"/pustaka/wajib-baca/\{ask_id\}.*", ("a", "agency")),
    (r"/(pemberitahuan|pengaturan/perangkat)/\{\w+\}.*", OWN),
    (r"/forum/berkas/\{file_id\}.*", OWN),
    (r"/pelatihan/kalender/langganan/\{\w+\}.*", OWN),
    (r"/peran/petugas/\{membership_id\}/cabut", ("pembina", "province")),
    (r"/peran/\{role_id\}/cabut", ("forum_coord", "sysadmin")),
]


def subjects(route: Route) -> tuple[str, ...]:
    """Whose things this route is tried with."""
    return next(
        (
            those
            for pattern, those in SUBJECTS
            if re.fullmatch(f"(\\w+ )?{pattern}", f"{route.method} {route.path}")
        ),
        ("a",),
    )


def routes_of(app: Litestar) -> list[Route]:
    """Every route of ours but the static files."""
    found = set()
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:  # type: ignore[union-attr]
            if isinstance(handler.opt.get("allow"), Access) and not handler.opt.get("asset"):
                path = PARAMETER.sub(r"{\1}", route.path)
                found |= {Route(str(method), path) for method in handler.http_methods}
    return sorted(found, key=lambda route: (route.path, route.method))


def address(route: Route, ask: Asking) -> str:
    """The route's path with things of this world. Raises KeyError for a parameter nobody provided for."""
    path = route.path
    for found in PARAMETER.finditer(route.path):
        is_last = "{" not in route.path[found.end() :]
        ends = [route.path, *(route.path[: end.end()] for end in PARAMETER.finditer(route.path))]
        below = (f"{end}#{found[1]}" for end in ends)
        names = ([route.path] if is_last else [*below]) + [route.path[: found.end()]]
        value = next((VALUES[name] for name in names if name in VALUES), None)
        if value is None:
            raise KeyError(f"nothing to ask {route} for: give {names[-1]} a value in tests/addresses.py")
        path = path.replace(found[0], str(value(ask)), 1)
    return path


Form = dict[str, Any]
PLAN: Form = {
    "title": "Belajar menulis", "kind": "workshop", "date": (TODAY + timedelta(days=20)).isoformat(),
    "start": "09:00", "end": "15:00", "mode": "onsite", "venue": "Balai desa", "capacity": "30",
}  # fmt: skip
EVERYWHERE: Form = {"reason": "Sesuai musyawarah desa", "body": "Tulisan percobaan.", "title": "Percobaan"}
LETTERHEAD: Form = {
    "lines": "KIM MALLARI", "address": "", "phone": "", "email": "", "town": "Awangpone", "paper": "F4",
    "short": "KIM-MLR",
    **{f"pattern_{kind}": "{no}/{kode}/{tahun}" for kind in KINDS},
    **{f"next_{kind}": "7" for kind in KINDS},
}  # fmt: skip
NOTE = {"what": "Warga berdiskusi.", "happened_on": TODAY.isoformat(), "male": "3", "female": "4"}
INCOME = {"amount": "1000000", "source": "dana_desa", "received_on": TODAY.isoformat()}
FORMS: dict[str, Callable[[Asking], Form]] = {
    "/bahasa": lambda ask: {"locale": "en"},
    "/tema": lambda ask: {"theme": "dark"},
    "/hemat": lambda ask: {"hemat": "1"},
    "/masuk": lambda ask: {"identity": ask.world.people["newcomer"].username, "password": PASSWORD},
    "/lupa-sandi": lambda ask: {"identity": ask.world.people["newcomer"].username},
    "/sandi-baru": lambda ask: {
        "identity": ask.world.people["newcomer"].username,
        "code": TYPED_CODE,
        "password": "gerobak mangga tujuh",
    },
    "/sandi-baru/{token}": lambda ask: {"password": "gerobak mangga tujuh"},
    "/undangan": lambda ask: {"code": ask.thing("code")},
    "/undangan/{code}": lambda ask: {
        "name": "Orang Baru",
        "identity": "orang.baru",
        "password": "gerobak mangga tujuh",
        "consent": "on",
    },
    "/aktivasi": lambda ask: {
        "identity": "belum.aktif.a",
        "code": ask.thing("slip"),
        "password": "gerobak mangga tujuh",
        "consent": "on",
    },
    "/aktivasi/{code}": lambda ask: {"password": "gerobak mangga tujuh", "consent": "on"},
    "/kim/{slug}/undangan": lambda ask: {"max_uses": "5", "days": "7", "auto_accept": "on"},
    "/kim/{slug}/impor": lambda ask: {"text": "Nama;Nomor HP\nAndi Baru;081277778888\n"},
    "/kim/{slug}/anggota/{member_id}": lambda ask: {"kind": "kehormatan", "card_no": "7"},
    "/kim/{slug}/anggota/{member_id}/usul": lambda ask: {"proposal": "accept", "note": "Aktif"},
    "/forum/p/{slug}/rubrik/baru": lambda _: {"name": "Tanya", "visibility": "members", "icon": "forum"},
    "/forum/p/{slug}/sunting": lambda _: {"name": "Tanya", "visibility": "members", "icon": "forum"},
    "/forum/t/{ref}/jenis": lambda _: {"label": "question"},
    "/forum/impor/{import_id}": lambda _: {"title": "Posyandu Oktober"},
    "/forum/t/{ref}/{number}/laporkan": lambda _: {"reason": "hoax", "note": "Belum ada sumbernya."},
    "/forum/laporan/{post_id}": lambda _: {"act": "hide", "answer": "Belum ada sumbernya."},
    "/forum/p/{slug}/hak-menulis/orang/{user_id}": lambda _: {"days": "7", "wide": ""},
    "/forum/menunggu/{pending_id}/waktu": lambda _: {
        "day": (TODAY + timedelta(days=5)).isoformat(),
        "clock": "07:30",
    },
    "/pemberitahuan/atur": lambda ask: {"level": "direct", "hour": "6"},
    "/forum/tulis": lambda ask: {"board": ask.world.houses["a"].board.slug},
    "/forum/t/{ref}/pindah": lambda ask: {"board": ask.world.boards["regency"].slug},
    "/forum/t/{ref}/pisah": lambda ask: {"post": "2"},
    "/forum/t/{ref}/gabung": lambda ask: {"ke": ask.world.topics["agency"]},
    "/forum/t/{ref}/jajak": lambda _: {"question": "Kapan kerja bakti?", "options": "Sabtu\nMinggu"},
    "/forum/t/{ref}/jajak/{poll_id}": lambda _: {"choice": "1"},
    "/forum/t/{ref}/mufakat": lambda _: {"text": "Kerja bakti tiap hari Minggu."},
    "/forum/t/{ref}/mufakat/{decision_id}": lambda _: {"stance": "agree"},
    "/forum/t/{ref}/mufakat/{decision_id}/tutup": lambda _: {"outcome": "agreed"},
    "/forum/draf": lambda ask: {"place": "topic"},
    "/pelatihan/baru": lambda ask: PLAN | {"house": ask.world.houses["a"].organization.id},
    "/pelatihan/{slug}/daftar": lambda _: {"name": "Pak Jaya", "phone": "081399907777"},
    "/ikut/{secret}": lambda _: {"name": "Pak Jaya", "from_where": "Karang Taruna"},
    "/mengetahui/{secret}": lambda _: {"answer": "know", "name": "H. Baso", "office": "Kepala Desa"},
    "/pustaka/d/{ref}/bagikan": lambda _: {"days": "7", "note": "Bapak Camat"},
    "/pustaka/pilih/{kind}/{thing_id}": lambda ask: {"document": str(ask.shelf("doc_public_id"))},
    "/pustaka/d/{ref}/sunting": lambda _: {"title": "Panduan baru", "kind": "materi", "version": "1"},
    "/pustaka/d/{ref}/status": lambda ask: {"status": "archived", "version": "1"},
    "/pustaka/d/{ref}/wajib-baca": lambda _: {"whom": "members"},
    "/bahan/baru": lambda _: {"house": "diskominfo-bone"},
    "/k/{slug}/kirim": lambda _: {"text": "Jembatan di Dusun II rusak.", "place": "Dusun II"},
    "/situs/{slug}/kiriman/{story_id}/tolak": lambda _: {"reason": "Sudah dimuat."},
    "/situs/{slug}/tampilan": lambda _: {"version": "0", "masthead": "Kabar Desa", "email": ""},
    "/situs/{slug}/tulis": lambda _: WRITTEN | {"kind": "news"},
    "/situs/a/{article_id}/sunting": lambda _: WRITTEN | {"version": "1"},
    "/situs/a/{article_id}/terbitkan": lambda _: {"when": "now"},
    "/situs/a/{article_id}/kembalikan": lambda _: {"note": "Tambahkan tanggalnya."},
    "/situs/a/{article_id}/tarik": lambda _: {"reason": "Foto warga tanpa izin."},
    "/bahan/{article_id}/sebarkan": lambda ask: {"house": ask.house()},
    "/bahan/{article_id}/henti": lambda ask: {"house": ask.house()},
    "/bahan/{article_id}/olah": lambda ask: {"house": ask.house(), "kind": "news"},
    "/bahan/{article_id}/lapor": lambda ask: {
        "house": ask.house(),
        "way": "poster",
        "people": "30",
        "happened_on": TODAY.isoformat(),
    },
    "/bahan/{article_id}/cakupan/unduh": lambda _: {"format": "csv"},
    "/situs/a/{article_id}/sebarkan": lambda _: {"house": "kim-carigading"},
    "/situs/a/{article_id}/sebarkan/henti": lambda _: {"house": "kim-carigading"},
    "/situs/a/{article_id}/sebarkan/olah": lambda _: {"house": "kim-carigading"},
    "/pustaka/d/{ref}/favorit": lambda _: {"keep": "1"},
    "/pustaka/o/{slug}/ruang": lambda _: {"most": "3000"},
    "/pustaka/o/{slug}/map": lambda _: {"name": "Map baru"},
    "/pustaka/o/{slug}/unggah": lambda _: {"kind": "foto"},
    "/pustaka/o/{slug}/unggahan": lambda _: {"name": "Notulen.pdf", "size": "9000"},
    "/pustaka/o/{slug}/retensi": lambda ask: {
        "document": str(ask.shelf("doc_members_id")),
        "action": "keep",
        "longer": "5",
    },
    "/pustaka/o/{slug}/surat/baru": lambda _: {"direction": "in", "other": "Camat", "subject": "Undangan"},
    "/pustaka/o/{slug}/surat/{letter_id}": lambda _: {"name": "Siti", "instruction": "Siapkan"},
    "/pustaka/o/{slug}/surat/{letter_id}/sunting": lambda _: {
        "other": "Camat",
        "subject": "Rapat",
        "version": "1",
    },
    "/pustaka/o/{slug}/surat/{letter_id}/selesai": lambda ask: {
        "disposition": str(ask.shelf("disposition")),
    },
    "/pustaka/o/{slug}/{folder_id}/atur": lambda _: {"name": "Map lain", "version": "1"},
    "/program/{slug}/tinjau/putusan": lambda ask: {
        "verdict": "approve",
        "version": ask.thing("reviewed_version"),
    },
    "/program/{slug}/tinjau/catatan/{place}/beres": lambda ask: {
        "remark": ask.thing("remark"),
        "done": "1",
    },
    "/tinjauan/unduh": lambda _: {"what": "tahap", "format": "csv"},
    "/tinjauan/pengingat": lambda ask: {
        "perihal": "program",
        "tahun": str(TODAY.year + 9),
        "message": "Ditunggu.",
        "house[]": ask.world.houses["a"].organization.id,
    },
    "/tinjauan/pengganti": lambda ask: {
        "away": ask.own("user"),
        "instead": ask.world.people["pembina"].id,
        "since": TODAY.isoformat(),
        "until": (TODAY + timedelta(days=3)).isoformat(),
    },
    "/tinjauan/aturan": lambda _: {
        "need_decree": "on",
        "review_days": "5",
        "reply_days": "10",
        "submit_day": "30",
        "submit_month": "11",
        "report_day": "31",
        "report_month": "1",
        "version": "0",
    },
    "/program/{slug}/kegiatan/{line_id}/catat": lambda _: NOTE,
    "/program/{slug}/kegiatan/{line_id}/catatan/{entry_id}": lambda _: NOTE | {"version": "1"},
    "/program/{slug}/kegiatan/{line_id}/kemajuan": lambda _: {"progress": "ongoing", "version": "1"},
    INDICATOR: lambda _: {
        "value": "12",
        "read_on": TODAY.isoformat(),
    },
    f"{INDICATOR}/angka/{{reading_id}}": lambda _: {"action": "confirm"},
    "/program/{slug}/dana": lambda _: INCOME,
    "/program/{slug}/dana/{income_id}": lambda _: INCOME | {"version": "1"},
    "/program/{slug}/berkas/{file_id}/sunting": lambda _: {"alt": "Warga"},
    "/program/templat": lambda _: {"title": "Program dasar"},
    "/program/baru": lambda ask: {
        "house": ask.world.houses["a"].organization.id,
        "year": str(today_in("73.08").year - 1),
        "begin": "kosong",
    },
    "/program/{slug}/kegiatan/baru": lambda _: {"name": "Diskusi baru"},
    "/program/{slug}/kegiatan/{line_id}/sunting": lambda _: {"name": "Diskusi baru", "version": "1"},
    "/program/{slug}/sunting": lambda ask: {"order[]": str(ask.thing("draft_line"))},
    "/program/{slug}/teks": lambda _: {
        "goals": "Warga tahu.",
        "base.goals": mark(GOALS),
        "base.title": mark(EVERYWHERE["title"]),  # left as it was
    },
    "/program/{slug}/tawarkan": lambda _: {"offer": "on"},
    "/program/{slug}/unduh": lambda _: {"format": "csv", "content": "berlaku"},
    "/program/{slug}/impor": lambda _: {"text": "Kegiatan\tPJ\nDiskusi baru\tNurhayati\n"},
    "/program/{slug}/impor/{import_id}": lambda _: {"rows[]": "2"},
    "/program/{slug}/impor/{import_id}/kolom": lambda _: {"fields[]": "name", "first": "2"},
    "/program/{slug}/kegiatan/{line_id}/adopsi": lambda ask: {
        "target": str(ask.thing("draft_id")),
        "parts[]": ["items"],
    },
    "/program/{slug}/ubah": lambda _: {"reason": "Dana desa berkurang."},
    "/program/{slug}/lpj/{period}": lambda _: {"summary": "Berjalan baik.", "version": "0"},
    "/program/{slug}/lpj/{period}/putusan": lambda ask: {
        "action": "accept",
        "rating": "4",
        "version": "1",
        "seal": ask.thing("account_seal"),
    },
    "/program/{slug}/mengetahui": lambda _: {"name": "H. Baso", "office": "Kepala Desa"},
    "/pelatihan/{slug}/peserta/tambah": lambda _: {"name": "Pak Jaya", "from_where": "Karang Taruna"},
    "/pelatihan/{slug}/utusan": lambda ask: {
        "organization": ask.world.houses["forum"].organization.id,
        "seats": "2",
    },
    "/pelatihan/{slug}/utusan/{delegation_id}": lambda _: {"name1": "Pak Jaya", "member": ""},
    "/pelatihan/{slug}/utusan/{delegation_id}/ganti": lambda ask: {
        "registration": ask.thing("named"),
        "name1": "Bu Jaya",
        "member": "",
    },
    "/pelatihan/{slug}/utusan/{delegation_id}/keluarkan": lambda ask: {"registration": ask.thing("named")},
    "/pelatihan/{slug}/pesan": lambda _: {"subset": "confirmed"},
    "/pelatihan/{slug}/unduh": lambda _: {"subset": "confirmed", "format": "csv", "columns": "name"},
    "/pelatihan/{slug}/tes": lambda _: {"q0": "0"},
    "/pelatihan/{slug}/tes/atur": lambda _: {"phase": "post"},
    "/pelatihan/{slug}/umpan-balik/atur": lambda _: {"kind[]": "text", "label[]": "Usul tema"},
    "/pelatihan/{slug}/laporan": lambda _: {"version": "0", "course": "Lancar."},
    "/pelatihan/{slug}/laporan/putusan": lambda _: {"action": "accept", "version": "1"},
    "/pelatihan/{slug}/surat/baru": lambda _: {
        "nature": "Biasa",
        "subject": "Undangan",
        "place": "Mallari",
        "dated": TODAY.isoformat(),
        "addressees": "Ketua KIM Unra",
        "opening": "Dengan hormat,",
        "closing": "Terima kasih.",
        "signer_name": "Syamsul",
        "signer_position": "Ketua",
        "paper": "A4",
    },
    "/pelatihan/jenis": lambda _: {"label": "Lokakarya foto"},
    "/pelatihan/{slug}/sunting/isi": lambda _: {"theme": "Kabar yang benar", "version": "1"},
    "/pelatihan/{slug}/sunting/pendaftaran": lambda _: {"capacity": "90", "version": "1"},
    "/pelatihan/{slug}/sesi": lambda _: {"date": PLAN["date"], "start": "16:00", "end": "17:00"},
    "/pelatihan/{slug}/sesi/{session_id}": lambda _: PLAN,
    "/pelatihan/{slug}/sesi/{session_id}/acara": lambda _: {"title": "Materi 1", "start": "10:00"},
    "/pelatihan/{slug}/acara/{line_id}": lambda _: {"title": "Materi 1", "start": "10:00"},
    "/pelatihan/{slug}/narasumber": lambda _: {"name": "Hj. Rosmini"},
    "/pelatihan/{slug}/narasumber/{speaker_id}": lambda _: {"name": "Hj. Rosmini"},
    "/pelatihan/{slug}/pertanyaan": lambda _: {"label": "Nomor sepatu?", "kind": "text"},
    "/pelatihan/{slug}/pertanyaan/{question_id}": lambda _: {"label": "Nomor sepatu?", "kind": "yesno"},
    "/pelatihan/{slug}/sasaran": lambda ask: {"organization": ask.world.houses["forum"].organization.id},
    "/pelatihan/{slug}/tim": lambda ask: {"user": ask.world.people["member_b"].id, "role": "door"},
    "/pelatihan/{slug}/berkas/{file_id}/sunting": lambda _: {"for_whom": "team"},
    "/pelatihan/{slug}/selesai": lambda _: {"sure": "on"},
    "/pelatihan/{slug}/tunda": lambda _: {"date": PLAN["date"], "start": "08:00"},
    "/pelatihan/{slug}/salin": lambda ask: {
        "title": "Menulis lagi",
        "date": PLAN["date"],
        "parts": "rundown",
        "house": ask.world.houses["a"].organization.id if ask.role in {"officer", "kim_admin"} else "",
    },
    "/pelatihan/{slug}/pintu": lambda ask: {
        "session": ask.thing("session"),
        "person": ask.thing("registration"),
        "act": "in",
    },
    "/pelatihan/{slug}/pintu/kirim": lambda ask: {
        "account": ask.world.people[ask.role].id if ask.role in ask.world.people else "",
        "acts": "[]",
        "sent": "0",
    },
    "/pelatihan/{slug}/pintu/datang": lambda ask: {
        "session": ask.thing("running session"),
        "name": "Tamu Baru",
    },
    "/pelatihan/{slug}/daftar-hadir": lambda ask: {"session": ask.thing("session")},
    "/pelatihan/{slug}/daftar-hadir/{number}": lambda _: {"numbers": "1"},
    "/hadir/{door_code}": lambda ask: {"session": ask.thing("session"), "code": ask.thing("seat_code")},
    "/kaitan/{kind}/{thing_id}": lambda ask: {
        "other": f"topic-{ask.world.topics['regency'].partition('-')[0]}"
    },
    "/kim/baru": lambda ask: {
        "kind": "kim",
        "name": "KIM Lattekko",
        "state": "draft",
        "wilayah": "73.08.16.2005",
    },
    "/kim/{slug}/sunting": lambda ask: {"about": "Kabar dari desa.", "version": "1", "note": "Dibetulkan"},
    "/pelatihan/{slug}/sertifikat": lambda _: {
        "action": "settings",
        "signer_name": "Budi",
        "signer_position": "Ketua",
        "certificate_share": "75",
    },
    "/pelatihan/{slug}/sertifikat/{certificate_id}": lambda _: {"action": "revoke"},
    "/kim/{slug}/kop": lambda _: LETTERHEAD | {"version": "0", "note": "Dibetulkan"},
    "/kim/{slug}/admin/tambah": lambda ask: {"user": ask.world.people["member"].id},
    "/kim/{slug}/pengurus/tambah": lambda ask: {"name": "Pak Tua", "position": "adviser"},
    "/kim/{slug}/pengurus/{officer_id}/akhiri": lambda ask: {
        "reason": "resigned",
        "ended_on": TODAY.isoformat(),
    },
    "/kim/{slug}/sk/tambah": lambda ask: {
        "number": "141/9",
        "issuer_level": "desa",
        "signed_on": (TODAY - timedelta(days=3)).isoformat(),
    },
    "/kim/{slug}/verifikasi": lambda ask: {"level": "dormant", "grade": "Madya"},
    "/pengaturan": lambda ask: {"name": "Nama Baru"},
    "/pengaturan/data/hapus": lambda ask: {"sure": "on", "current_password": PASSWORD},
    "/pengaturan/dua-langkah": lambda ask: {"action": "begin"},
    "/pengaturan/kontak": lambda ask: {
        "username": f"baru.{ask.role}"[:20],
        "phone": "",
        "current_password": PASSWORD,
    },
    "/pengaturan/sandi": lambda ask: {
        "current_password": PASSWORD,
        "new_password": "gerobak mangga tujuh",
    },
    "/peran/beri": lambda ask: {
        "role": "forum_coord",
        "organization": ask.world.houses["forum"].organization.id,
        "identity": ask.world.people["member"].username,
    },
    "/peran/jabatan": lambda ask: {"label": "Juru foto", "label_en": "Photographer"},
    "/situs/{slug}/foto/{photo_id}": lambda _: {"alt": "Warga"},
    "/situs/{slug}/bawa/{import_id}": lambda _: {"choice": "draft"},
}
PHOTOS = {
    "/pustaka/o/{slug}/unggah": "file",
    "/program/{slug}/kegiatan/{line_id}/catatan/{entry_id}/foto": "file",
    "/program/{slug}/mengetahui": "photo",
    "/pelatihan/{slug}/laporan/foto": "photo",
    "/pelatihan/{slug}/poster": "poster",
    "/pelatihan/{slug}/daftar-hadir/{number}/foto": "photo",
    "/pelatihan/{slug}/berkas": "file",
    "/pengaturan/foto": "photo",
    "/kim/{slug}/lambang": "logo",
    "/forum/berkas": "files",
    "/situs/{slug}/foto": "photos",
}


def form(route: Route, ask: Asking) -> Form:
    """Keyword arguments for httpx: what somebody would send, fields nobody asks for included."""
    fields = EVERYWHERE | {"key": str(uuid4())} | FORMS.get(route.path, lambda _: {})(ask)
    sent: Form = {"data": {name: str(value) for name, value in fields.items()}}
    if route.path == "/situs/{slug}/bawa":
        sent["files"] = {"file": ("kabar.xml", FEED, "text/xml")}
    if name := PHOTOS.get(route.path):
        sent["files"] = {name: ("foto.webp", make_picture("z"), "image/webp")}
    return sent
