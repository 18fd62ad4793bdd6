"""What a plan still lacks, in words."""

from kimhub.core.i18n import _, ngettext
from kimhub.programs import plan


def sentences(whole: plan.Plan) -> list[str]:
    """ "3 kegiatan belum punya penanggung jawab." and the like; empty when nothing is missing."""
    found = plan.gaps(whole)
    if "lines" in found:
        return [_("Belum ada kegiatan. Tambahkan paling sedikit satu.")]
    return [_said(key, len(lines)) % {"n": len(lines)} for key, lines in found.items()]


def with_lines(whole: plan.Plan) -> list[tuple[str, list[plan.Line]]]:
    """The same sentences, each with the lines it speaks of."""
    found = plan.gaps(whole)
    return [
        (sentence, [] if key == "lines" else lines)
        for sentence, (key, lines) in zip(sentences(whole), found.items(), strict=True)
    ]


def _said(key: str, n: int) -> str:
    match key:
        case "name":
            return ngettext("%(n)s kegiatan belum punya nama.", "%(n)s kegiatan belum punya nama.", n)
        case "pic":
            return ngettext(
                "%(n)s kegiatan belum punya penanggung jawab.",
                "%(n)s kegiatan belum punya penanggung jawab.",
                n,
            )
        case "when":
            return ngettext("%(n)s kegiatan belum punya waktu.", "%(n)s kegiatan belum punya waktu.", n)
    return ngettext("%(n)s kegiatan belum punya indikator.", "%(n)s kegiatan belum punya indikator.", n)
