"""Words that mean the same in KIM: abbreviations, what they stand for, and other names of a thing.

A line is a ring: whoever searches one form finds the others too. Forms of several words are found as a
phrase. Sources: domain.md 1.2, 2.2, 4 and 6.1, and how villages write. Shown to nobody.
"""

from typing import Final

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
