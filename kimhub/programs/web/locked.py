"""What stands in the place of the editor while the program is not in the house."""

from kimhub.core.actor import Actor
from kimhub.core.page import Page
from kimhub.programs.views import Program
from kimhub.programs.web import inside


async def locked(program: Program, actor: Actor) -> Page:
    """Why nothing can be written now, and what can be done instead."""
    return Page(
        "programs/locked.html",
        section="programs",
        frame=await inside.frame(actor, program, "edit"),
        program=program,
    )
