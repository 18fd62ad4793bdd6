"""Member lists as people bring them, and tables that harm no spreadsheet."""

import asyncio
import csv
import io
import zipfile
from collections.abc import Sequence
from html import escape

import pytest

from kimhub.core import sheets
from kimhub.core.errors import Invalid
from kimhub.core.i18n import use_locale
from kimhub.core.qr import qr_svg
from kimhub.core.sheets import (
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    decode,
    find_columns,
    read_sheet,
    read_text,
    write_csv,
)

pytestmark = pytest.mark.once


class Upload:
    def __init__(self, filename: str, content: bytes) -> None:
        self.filename = filename
        self._content = io.BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


MEMBERS = [
    Row(1, ["Nama", "No. HP"]),
    Row(2, ["Siti Aminah, S.Kom.", "0812-0000-0101"]),
    Row(4, ["José", "0813"]),
]


@pytest.mark.parametrize(
    "text",
    [
        'Nama,No. HP\n"Siti Aminah, S.Kom.",0812-0000-0101\n\nJosé,0813\n',
        "Nama;No. HP\r\nSiti Aminah, S.Kom.;0812-0000-0101\r\n;\r\nJosé;0813;;\r\n",
        "Nama\tNo. HP\nSiti Aminah, S.Kom.\t0812-0000-0101\n \t \nJosé\t0813",
        "\ufeffsep=|\nNama|No. HP\nSiti Aminah, S.Kom.|0812-0000-0101\n\nJosé|0813",
        'Nama;No. HP\n"Siti  Aminah,\nS.Kom.";"0812-0000-0101"\n\n\u200bJose\u0301;0813\x00',
    ],
    ids=["comma", "semicolon", "tab", "named", "quoted"],
)
async def test_a_list_is_read_in_any_dialect(text: str) -> None:
    assert read_text(text) == MEMBERS
    for coding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        if coding == "cp1252":
            text = text.replace("\ufeff", "").replace("\u200b", "").replace("e\u0301", "é")
        assert await read_sheet(Upload("anggota.csv", text.replace("\0", "").encode(coding))) == MEMBERS


def test_names_alone_are_one_column() -> None:
    assert read_text("Siti\nBudi") == [Row(1, ["Siti"]), Row(2, ["Budi"])]
    assert read_text("Siti, S.Kom.\nBudi\nAni\nUdin")[1:] == [
        Row(2, ["Budi"]),
        Row(3, ["Ani"]),
        Row(4, ["Udin"]),
    ]
    assert read_text("") == []
    assert Row(1, ["a"]).cell(0) == "a"
    assert Row(1, ["a"]).cell(5) == Row(1, ["a"]).cell(None) == ""


def test_headings_are_known_by_their_words() -> None:
    header = Row(1, ["NAMA LENGKAP", "No.HP", "hp", "Catatan"])
    names = {"name": ("nama", "nama lengkap"), "phone": ("hp", "no hp", "whatsapp"), "village": ("desa",)}
    assert find_columns(header, names) == {"name": 0, "phone": 1}


@pytest.mark.parametrize(
    "text",
    ["a\n" * (MAX_ROWS + 1), ",".join("a" * (MAX_COLUMNS + 1)), '"' + "a" * 200_000 + '"'],
    ids=["rows", "columns", "one cell"],
)
def test_too_much_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_text(text, "members")
    assert "tabel ini" in refused.value.errors["members"].lower()


# ---------------------------------------------------------------------------------------------- workbooks


def xlsx(cells: dict[str, object], *, extra: bytes = b"") -> bytes:
    """A workbook of one visible sheet behind a hidden one."""
    rows: dict[str, str] = {}
    for place, value in cells.items():
        row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        kind, tag = ("", f"<v>{value}</v>")
        if isinstance(value, str):
            kind, tag = (' t="inlineStr"', f"<is><t>{escape(value)}</t></is>")
        if isinstance(value, bool):
            kind, tag = (' t="b"', f"<v>{int(value)}</v>")
        rows[row] = rows.get(row, "") + f'<c r="{place}"{kind}>{tag}</c>'
    data = "".join(f'<row r="{row}">{content}</row>' for row, content in rows.items())
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{{}}</sheetData></worksheet>'
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
        '<sheet name="Rahasia" sheetId="1" state="hidden" r:id="r1"/>'
        '<sheet name="Anggota" sheetId="2" r:id="r2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{links}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in (1, 2)
        )
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet.format('<row r="1"><c r="A1"><v>1</v></c></row>'),
        "xl/worksheets/sheet2.xml": sheet.format(data),
    }
    return zipped({name: content.encode() for name, content in members.items()} | {"xl/x.bin": extra})


def ods(rows: Sequence[str], doctype: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="A">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = "<manifest/>"
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest}
    return zipped({name: text.encode() for name, text in parts.items()})


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def ods_cell(text: str, repeated: str = "") -> str:
    kind = 'office:value-type="string"'
    return f"<table:table-cell {repeated} {kind}><text:p>{text}</text:p></table:table-cell>"


async def test_a_workbook_is_read_with_the_row_numbers_it_shows() -> None:
    cells = {"A2": "Nama", "B2": "HP", "A4": " Siti  Aminah ", "B4": 81200000101, "C4": 1.5, "D4": True}
    assert await read_sheet(Upload("anggota.xlsx", xlsx(cells))) == [
        Row(2, ["Nama", "HP"]),
        Row(4, ["Siti Aminah", "81200000101", "1.5", "ya"]),
    ]
    rows = [ods_cell("Nama") + ods_cell("HP"), ods_cell("Siti") + ods_cell("0812")]
    assert await read_sheet(Upload("anggota.ods", ods(rows))) == [
        Row(1, ["Nama", "HP"]),
        Row(2, ["Siti", "0812"]),
    ]


HOSTILE = {
    "far corner": ("x.xlsx", xlsx({"A1": "a", "XFD1048576": "b"})),
    "endless columns": ("x.ods", ods([ods_cell("a", 'table:number-columns-repeated="2000000000"')])),
    "many rows": ("x.xlsx", xlsx({f"A{n}": 1 for n in range(1, MAX_ROWS + 2)})),
    "many columns": ("x.xlsx", xlsx({"A1": 1, "CA1": 1})),
    "bomb": ("x.xlsx", xlsx({"A1": 1}, extra=bytes(70_000_000))),
    "entities": ("x.ods", ods([ods_cell("&a;")], "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>")),
    "empty workbook": ("x.xlsx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b"<workbook/>"})),
    "no sheet": ("x.pdf", b"%PDF-1.7"),
    "too large": ("x.csv", b"a,b\n" * 1_300_000),
}


@pytest.mark.parametrize(("name", "content"), HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_workbook_is_refused_and_harms_nobody(name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        await read_sheet(Upload(name, content), "members")
    assert "members" in refused.value.errors


async def test_a_workbook_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_PATIENCE", 0.0)
    before = asyncio.all_tasks()  # among them a server for the browser, where its tests ran before
    with pytest.raises(Invalid):
        await read_sheet(Upload("x.xlsx", xlsx({"A1": 1})))
    assert asyncio.all_tasks() <= before


# ----------------------------------------------------------------------------------------------------- CSV


@pytest.mark.parametrize(
    "evil", ["=1+1", "+62812", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1"]
)
def test_no_text_becomes_a_formula(evil: str) -> None:
    written = write_csv(["Nama"], [[evil]])
    assert written.startswith(b"\xef\xbb\xbf")
    cell = next(iter(csv.reader(io.StringIO(written.decode("utf-8-sig").split("\r\n", 1)[1], newline=""))))[
        0
    ]
    assert cell == "'" + evil


def test_what_we_write_we_can_read_again() -> None:
    rows = [['Siti; "Aminah", S.Kom.', "+6281200000101"], ["baris\ndua", "-"], ["José", ""]]
    for locale in ("id", "en"):
        with use_locale(locale):
            written = write_csv(["Nama", "HP"], rows)
        assert [row.cells for row in read_text(decode(written))] == [
            ["Nama", "HP"],
            ['Siti; "Aminah", S.Kom.', "+6281200000101"],
            ["baris dua", "-"],
            ["José"],
        ]
    assert (
        write_csv(["a", "b"], [[-5, 1.5], [None, True]]).decode("utf-8-sig") == "a;b\r\n-5;1.5\r\n;True\r\n"
    )
    assert b"a,b" in write_csv(["a", "b"], [], delimiter=",")


def test_a_qr_code_stands_in_a_page_without_style_or_script() -> None:
    svg = str(qr_svg("https://kim.example.id/gabung/ABCD", 'Kode <b>"QR"</b> & Ani'))
    assert svg.startswith('<svg role="img" ')
    assert '<title>Kode &lt;b&gt;"QR"&lt;/b&gt; &amp; Ani</title>' in svg
    assert 'class="qr"' in svg
    assert "viewBox" in svg
    assert not any(word in svg for word in ("style=", "<script", "width=", "<?xml"))
    assert svg == str(qr_svg("https://kim.example.id/gabung/ABCD", 'Kode <b>"QR"</b> & Ani'))
