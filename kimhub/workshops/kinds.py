"""What kinds of event there are (domain.md 2.2). A district adds its own (tables.WorkshopKind)."""

from kimhub.core.i18n import Lazy, lazy_

KINDS: dict[str, Lazy] = {
    "sosialisasi": lazy_("Sosialisasi"),
    "bimtek": lazy_("Bimbingan teknis"),
    "workshop": lazy_("Workshop"),
    "pelatihan": lazy_("Pelatihan"),
    "sarasehan": lazy_("Sarasehan"),
    "fgd": lazy_("Diskusi kelompok terarah (FGD)"),
    "rakor": lazy_("Rapat koordinasi"),
    "rapat": lazy_("Rapat"),
    "musyawarah": lazy_("Musyawarah"),
    "studi_banding": lazy_("Studi banding"),
    "simulasi": lazy_("Simulasi"),
    "lomba": lazy_("Lomba"),
    "festival": lazy_("Festival atau pameran"),
    "pertura": lazy_("Pertunjukan rakyat"),
    "kunjungan": lazy_("Kunjungan pembinaan"),
}
