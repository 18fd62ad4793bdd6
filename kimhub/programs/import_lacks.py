"""What a table does not say: filled in where that is harmless, and said in any case."""

from collections.abc import Sequence
from typing import Any

from kimhub.core.i18n import _
from kimhub.groups.funding import SOURCES
from kimhub.programs import import_values
from kimhub.programs.import_sheet import Settings
from kimhub.programs.plan import Indicator, Line


def measure(values: dict[str, Any], times: int = 0) -> tuple[list[Indicator], str]:
    """An indicator where the sheet has none: of the output, else that it takes place, as often as its
    volume (`times`) or its months say."""
    if output := values.get("output", ""):
        return import_values.indicators(output), _("Indikator kami ambil dari keluarannya.")
    months = values.get("months", 0)
    spans = (months & ~(months << 1)).bit_count()  # "Maret, Juli" is twice, "Maret-Juli" once
    times = times or (months.bit_count() if values.get("rhythm") else spans) or 1
    one = Indicator(0, "kuantitatif", _("Kegiatan terlaksana"), _("kali"), times * 100)
    return [one], _("Indikator kami isi: kegiatan terlaksana %(n)s kali.") % {"n": times}


def gaps(line: Line, fields: Sequence[str]) -> list[str]:
    """What it still lacks before it can be submitted; what no row says is said once for all (`lacks`)."""
    said = []
    if not line.pic_name and "pic" in fields:
        said.append(_("Belum ada penanggung jawab."))
    if not line.months and not _lacks_time(fields):
        said.append(_("Belum ada waktu."))
    if not line.indicators and "indicator" in fields:
        said.append(_("Belum ada indikator."))
    return said


def lacks(said: Settings, lines: Sequence[Line]) -> list[str]:
    """What the whole sheet says nothing of, as sentences."""
    found: list[str] = []
    if not lines:
        return found
    if "pic" not in said.fields and not said.pic:
        found.append(_("Tidak ada kolom penanggung jawab."))
    if _lacks_time(said.fields):
        found.append(_("Tidak ada kolom waktu; bulannya diisi nanti."))
    money = any(line.amount for line in lines)
    if money and not any(field == "source" or field.startswith("from-") for field in said.fields):
        source = str(SOURCES[said.source])
        found.append(
            _("Tidak ada kolom sumber dana; yang tidak disebut ditulis %(source)s.") % {"source": source}
        )
    if "indicator" not in said.fields and "indicator_target" not in said.fields:
        if said.measure:
            found.append(
                _("Tidak ada kolom indikator; kami isi dari keluarannya, atau “kegiatan terlaksana”.")
            )
        else:
            found.append(_("Tidak ada kolom indikator."))
    return found


def _lacks_time(fields: Sequence[str]) -> bool:
    return not any(
        field in {"when", "rhythm"} or field.startswith(("month", "quarter", "half")) for field in fields
    )
