"""The tables of an LPJ as a workbook: activities, money, indicators."""

from kimhub.core.i18n import _
from kimhub.core.workbooks import Sheet, make_book
from kimhub.programs import states, wording
from kimhub.programs.account_views import HOW, Account
from kimhub.programs.plan import HUNDREDTHS


async def make(account: Account) -> bytes:
    """Sums are those of the page; whole Rupiah."""
    return await make_book([_lines(account), _money(account), _indicators(account)])


def _lines(account: Account) -> Sheet:
    header = [
        _("No."), _("Bidang"), _("Kegiatan"), _("Rencana"), _("Keadaan"), _("Keterangan"), _("Catatan"),
        _("Laki-laki"), _("Perempuan"), _("Terakhir"), _("Anggaran (Rp)"), _("Realisasi (Rp)"),
    ]  # fmt: skip
    rows = [
        [line.no or "–", line.section, line.name, line.when, str(states.PROGRESS[line.progress]),
         line.reason, line.entries, line.male, line.female, line.last_on, line.planned, line.spent]
        for line in account.lines
    ]  # fmt: skip
    return Sheet(_("Kegiatan"), header, rows, (6, 7, 8, 10, 11), _("Jumlah"))


def _money(account: Account) -> Sheet:
    header = [
        _("Sumber dana"), _("Rencana (Rp)"), _("Pemasukan (Rp)"), _("Pengeluaran (Rp)"), _("Saldo (Rp)"),
    ]  # fmt: skip
    rows = [
        [wording.source(one.source), one.planned, one.received, one.spent, one.balance]
        for one in account.sources
    ]
    return Sheet(_("Keuangan"), header, rows, (1, 2, 3, 4), _("Jumlah"))


def _indicators(account: Account) -> Sheet:
    header = [
        _("Kegiatan"), _("Indikator"), _("Satuan"), _("Target"), _("Capaian"), _("Bagian (%)"),
        _("Asal angka"), _("Penjelasan"),
    ]  # fmt: skip
    rows = [
        [one.line, one.name, one.unit, _number(one.target), _number(one.value), one.share,
         str(HOW[one.how]), one.words]
        for one in account.indicators
    ]  # fmt: skip
    return Sheet(_("Indikator"), header, rows)


def _number(hundredths: int | None) -> float | int | None:
    if hundredths is None:
        return None
    return hundredths // HUNDREDTHS if hundredths % HUNDREDTHS == 0 else hundredths / HUNDREDTHS
