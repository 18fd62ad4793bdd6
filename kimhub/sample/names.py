"""Invented people: names as they are in each region, of one word or many, some with titles."""

from random import Random
from typing import Final, NamedTuple


class Pool(NamedTuple):
    """`whole` are names used as they stand: single words, long ones, ones with titles."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    whole: tuple[str, ...]


# fmt: off
BUGIS: Final = Pool(
    ("Andi Tenri", "Andi Baso", "Ambo", "Besse", "Sitti", "Muh. Arif", "Nur", "Hasnah", "Jumriani",
     "Sukmawati", "Abdul", "Muh. Ilham", "Indo", "Rahmat", "Kamaruddin", "Suriani", "Hj. Halijah", "Mappa",
     "Herman", "Ratnawati"),
    ("Palallo", "Tangke", "Rauf", "Hamid", "Mustari", "Salam", "Tahir", "Mappiare", "Lawa", "Sanusi",
     "Patau", "Anwar", "Kadir", "Jafar", "Sompa", "Rasyid"),
    ("Jumaing", "Hasse", "Kartini", "Sennang", "Tenriawaru", "Mustari", "Norma",
     "Andi Muhammad Faisal Mappatunru Daeng Situju, S.Kom., M.T.I.", "H. Abdul Rauf Paturusi, S.Pd.I.",
     "Hj. Andi Nurlaelah Sompa, S.Sos."),
)
KETAPANG: Final = Pool(
    ("Uti", "Utin", "Dayang", "Syarif", "Yohanes", "Agustinus", "Fransiska", "Nurhasanah", "Rusdi", "Maria",
     "Hendrikus", "Juliana", "Rabudin", "Syarifah", "Iskandar", "Lusia", "Heri", "Marsinah"),
    ("Kartika", "Lasah", "Ujang", "Rahmadi", "Simbau", "Anyan", "Kurniawan", "Saputra", "Kelana", "Nona",
     "Mahmud", "Tiong", "Ismail", "Layang", "Darmawan"),
    ("Sabran", "Rumiati", "Petronela", "Hamdanah", "Jampi", "Katarina Nona Lasah",
     "Drs. H. Uti Zulkarnain Rahmadi, M.Si.", "Yakobus Layang Simbau, S.E."),
)
BANGKA: Final = Pool(
    ("Jumaidi", "Rusmini", "Suryadi", "Fitri", "Yuliana", "Ardi", "Robani", "Marwan", "Siti", "Heni",
     "Sahrul", "Ermawati", "Bujang", "Zulkipli", "Lina", "Mulkan", "Dewi", "Asmawi"),
    ("Handayani", "Matnur", "Sulaiman", "Ariyanto", "Kurniati", "Hartono", "Mustika", "Saparudin", "Wijaya",
     "Romli", "Tarmizi", "Agustina", "Jauhari"),
    ("Akhyar", "Sumiyati", "Hj. Ermawati Tarmizi, S.IP.", "Muhammad Rizky Pratama Saparudin, A.Md.Kom.",
     "Tamrin", "Komariah", "Robiyanto"),
)
JAWA: Final = Pool(
    ("Slamet", "Sri", "Wiwik", "Bambang", "Nur", "Sukardi", "Siti", "Agus", "Endang", "Tri", "Dwi", "Eko",
     "Sulistyo", "Ahmad", "Lilik", "Yuni", "Heru", "Ratna", "Imam", "Dyah"),
    ("Handayani", "Lestari", "Santoso", "Wahyuni", "Prasetyo", "Hidayat", "Rahayu", "Widodo", "Utomo",
     "Kusuma", "Setiawan", "Astuti", "Nugroho", "Susanto", "Wibowo", "Kholifah"),
    ("Paijo", "Ngatini", "Sutrisno", "Kuncoro", "Suparmi", "Mbah Karto", "Sulaikah",
     "Raden Roro Dyah Ayu Kusumaningtyas Prabowoputri, S.I.Kom.", "Drs. H. Bambang Tri Atmojo, M.M.",
     "Hj. Siti Khotimatul Kholifah, S.Pd.SD.", "Giyem", "Wagirah"),
)
UMUM: Final = Pool(
    ("Ahmad", "Siti", "Budi", "Dewi", "Rina", "Hendra", "Maria", "Yusuf", "Nur", "Agus", "Ratna", "Wahyu",
     "Fitri", "Rizal", "Lina", "Markus", "Ida", "Taufik"),
    ("Santoso", "Aminah", "Pratama", "Lestari", "Siregar", "Rahman", "Wulandari", "Saputra", "Hidayati",
     "Manurung", "Halim", "Permata", "Maulana", "Susanti"),
    ("Suharti", "Mulyono", "Rosmini", "Bahrun", "dr. Hj. Ratna Permata Halim, M.Kes.",
     "Muhammad Taufik Hidayatullah Siregar, S.H., M.H."),
)
# fmt: on


def invent(chance: Random, pool: Pool, taken: set[str]) -> str:
    """A name nobody in `taken` has; it is added there."""
    while True:
        if chance.random() < 0.14:
            name = chance.choice(pool.whole)
        else:
            name = f"{chance.choice(pool.first)} {chance.choice(pool.last)}"
            if chance.random() < 0.12:
                name = f"{name} {chance.choice(pool.last)}"
        if name not in taken and len(set(name.split())) == len(name.split()):
            taken.add(name)
            return name
