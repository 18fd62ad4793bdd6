"""Words that mean the same in KIM: abbreviations, what they stand for, and other names of a thing.

A line is a ring: whoever searches one form finds the others too. Forms of several words are found as a
phrase; entries that have one carry a word for it. Sources: domain.md 1.2, 2.2, 4 and 6.1, and how villages
write. Shown to nobody.
"""

from collections import defaultdict
from functools import cache
from hashlib import sha256
from typing import Final

from kimhub.search import stems

RINGS: Final = """
sk = surat keputusan
kim = komunitas informasi masyarakat = kelompok informasi masyarakat
ad art = adart = anggaran dasar = anggaran rumah tangga
lpj = laporan pertanggungjawaban = spj = surat pertanggungjawaban
proker = program kerja
bimtek = bimbingan teknis
rab = rencana anggaran biaya
tor = kak = kerangka acuan kerja
fgd = diskusi kelompok terarah = diskusi kelompok terpumpun
rakor = rapat koordinasi
raker = rapat kerja
monev = monitoring dan evaluasi = pemantauan dan evaluasi
juknis = petunjuk teknis
juklak = petunjuk pelaksanaan
sop = prosedur operasional standar = standar operasional prosedur
notulen = notula = notulensi = risalah rapat
berita acara = bap
daftar hadir = presensi = absensi
musrenbang = musyawarah perencanaan pembangunan
musdes = musyawarah desa
muskel = musyawarah kelurahan
dd = dana desa
add = alokasi dana desa
apbdes = apb desa = anggaran pendapatan dan belanja desa
apbd = anggaran pendapatan dan belanja daerah
rkpdes = rkp desa = rencana kerja pemerintah desa
rpjmdes = rpjm desa = rencana pembangunan jangka menengah desa
bumdes = bum desa = badan usaha milik desa
bpd = badan permusyawaratan desa
lpm = lembaga pemberdayaan masyarakat
lkd = lembaga kemasyarakatan desa
pkk = pemberdayaan dan kesejahteraan keluarga
pokdarwis = kelompok sadar wisata
poktan = kelompok tani
gapoktan = gabungan kelompok tani
kwt = kelompok wanita tani
katar = karang taruna
posyandu = pos pelayanan terpadu
umkm = usaha mikro kecil dan menengah = ukm
blt = bantuan langsung tunai
bansos = bantuan sosial
pengurus = kepengurusan
menulis = tulis = penulisan
pkh = program keluarga harapan
pip = program indonesia pintar
bpjs = jkn = jaminan kesehatan nasional
diskominfo = dinkominfo = dinas komunikasi dan informatika = kominfo
komdigi = kemkomdigi = kementerian komunikasi dan digital
ikp = informasi dan komunikasi publik
kip = keterbukaan informasi publik
ppid = pejabat pengelola informasi dan dokumentasi
uu = undang undang
pp = peraturan pemerintah
perpres = peraturan presiden
permen = peraturan menteri
perda = peraturan daerah
perbup = peraturan bupati
perwal = peraturan wali kota = perwali = peraturan walikota
perdes = peraturan desa
walikota = wali kota
kades = kepala desa = kuwu = wali nagari
sekdes = sekretaris desa
kadus = kepala dusun
kadis = kepala dinas
pemdes = pemerintah desa
pemkab = pemerintah kabupaten
pemkot = pemerintah kota
pemprov = pemerintah provinsi
kab = kabupaten
kec = kecamatan
kel = kelurahan
prov = provinsi = propinsi
ktp = kartu tanda penduduk = ktp el
kk = kartu keluarga
nik = nomor induk kependudukan
medsos = media sosial = sosmed
wa = whatsapp
hoaks = hoax = berita bohong = kabar bohong
sdm = sumber daya manusia
tik = teknologi informasi dan komunikasi
ttd = tanda tangan
pj = penanggung jawab
hut = hari ulang tahun
hut ri = kemerdekaan
kamtibmas = keamanan dan ketertiban masyarakat
siskamling = ronda = sistem keamanan lingkungan
dbd = demam berdarah = demam berdarah dengue
odgj = orang dengan gangguan jiwa
tbc = tuberkulosis = tb
paud = pendidikan anak usia dini
lomba = perlombaan = kompetisi
lokakarya = workshop
studi banding = studi tiru = kaji banding
pelatihan = diklat
"""

_FORM: Final = "qzr"  # before the stems of a form, where it stands among the marks


@cache
def forms() -> dict[tuple[str, ...], str]:
    """The forms of several words, as stems, each with the one word by which entries that have it are found:
    a phrase of frequent words takes the index long."""
    found = dict[tuple[str, ...], str]()
    for line in RINGS.strip().splitlines():
        for form in line.split(" = "):
            if len(words := tuple(stems.stem(word) for word in form.split())) > 1:
                found[words] = f"{_FORM}{'0'.join(words)}"
    return found


def forms_in(text: str) -> set[str]:
    """The words of those that stand in a text of stems."""
    every, found = text.split(), set[str]()
    for place, word in enumerate(every):
        for form, name in _beginning().get(word, ()):
            if tuple(every[place : place + len(form)]) == form:
                found.add(name)
    return found


@cache
def edition() -> str:
    """Another one when other forms are known: then everything is to be indexed anew."""
    return sha256(" ".join(sorted(forms().values())).encode()).hexdigest()[:16]


@cache
def _beginning() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    found = defaultdict[str, list[tuple[tuple[str, ...], str]]](list)
    for form, name in forms().items():
        found[form[0]].append((form, name))
    return dict(found)
