"""Programs on paper: what is agreed or being written, each version, and the result of each review."""

from litestar import get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.download import Download
from kimhub.papers import printing
from kimhub.programs import policy, program_pdf, programs, review_pdf, shown
from kimhub.programs.programs import VersionOf
from kimhub.programs.views import Program

VERSION = "/program/{slug:str}/versi/{number:int}"


def can_print(actor: Actor, program: Program) -> bool:
    """Whoever reads it, signed in: it names those in charge, and it costs more than a page."""
    return actor.id is not None and policy.can_see(actor, program)


def can_print_version(actor: Actor, one: VersionOf) -> bool:
    return actor.id is not None and policy.can_see_version(actor, one)


@get(
    "/program/{slug:str}/berkas",
    name="programs:paper",
    **allow(can_print, program=programs.get_program),
)
async def program_paper(program: NamedDependency[Program], actor: Me) -> Download:
    """The plan this person reads at the program's address."""
    await printing.count(actor.id)
    seen = await shown.of(actor, program)
    version = await programs.version_by_id(seen.version) if seen.version is not None else None
    return Download(
        await program_pdf.make(program, seen.plan, version), f"program-{program.slug}.pdf", printing.MIME
    )


@get(
    f"{VERSION}/berkas",
    name="programs:version_paper",
    **allow(can_print_version, one=programs.get_version),
)
async def version_paper(one: NamedDependency[VersionOf], actor: Me) -> Download:
    await printing.count(actor.id)
    whole = await shown.frozen(one.version.id)
    assert whole is not None
    name = f"program-{one.program.slug}-versi-{one.version.number}.pdf"
    return Download(await program_pdf.make(one.program, whole, one.version), name, printing.MIME)


@get(
    f"{VERSION}/hasil",
    name="programs:review_paper",
    **allow(review_pdf.can_see, one=programs.get_version),
)
async def review_paper(one: NamedDependency[VersionOf], actor: Me) -> Download:
    await printing.count(actor.id)
    name = f"hasil-telaah-{one.program.slug}-versi-{one.version.number}.pdf"
    return Download(await review_pdf.make(one, actor), name, printing.MIME)


HANDLERS = [program_paper, version_paper, review_paper]
