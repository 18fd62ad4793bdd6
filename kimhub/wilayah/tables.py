"""Places, the words they are found by, and which release of the official list was loaded."""

from piccolo.columns import Date, Integer, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table

from kimhub.wilayah.columns import Code


class Wilayah(Table):
    """One place. Static data: only loading.load() writes here, and it never deletes a row."""

    code = Code(13, primary_key=True)  # PP, PP.RR, PP.RR.DD or PP.RR.DD.VVVV
    parent = Code(8, index=True)  # empty for a province
    level = SmallInt()  # 1 province, 2 regency or city, 3 kecamatan, 4 village
    kind = Varchar(10)  # province, regency, city, district, desa, kelurahan, desa_adat
    name = Varchar(80)  # without the words the kind already says: "Bone", not "Kabupaten Bone"
    norm = Code(80)  # the name as it is searched: [a-z0-9] only
    terms = Text()  # every word start of the name, each with a blank on both sides
    retired_on = Date(null=True, default=None)
    replaced_by = Code(13, null=True, default=None)


class WilayahWord(Table):
    """One way to begin typing a place: its name from each word on, blanks left out.

    "Kepulauan Bangka Belitung" is found from "kepulauanbangkabelitung", "bangkabelitung" and "belitung".
    Retired places have no words. Read through the index (level, word, code, start, size).
    """

    id = Serial(primary_key=True)
    word = Code(80)
    code = Code(13)
    level = SmallInt()
    start = SmallInt()  # 0: the whole name; n: without its first n words
    size = SmallInt()  # length of the whole name


class WilayahRelease(Table):
    """One load of the official list; the newest row says what the database holds."""

    id = Serial(primary_key=True)
    version = Varchar(40)
    checksum = Varchar(80)
    scope = Text()  # empty: the whole country; else the code prefixes that were loaded
    added = Integer()
    changed = Integer()
    retired = Integer()
    loaded_at = Timestamptz()
