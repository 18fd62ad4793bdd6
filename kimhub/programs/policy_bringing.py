"""Who may take lines of others into an own draft. Pure, as policy.py."""

from kimhub.core.actor import Actor
from kimhub.programs import policy
from kimhub.programs.policy import OfProgram


def can_adopt(actor: Actor, one: OfProgram) -> bool:
    """Whoever writes a program or template may take what is agreed (or offered) somewhere; into which draft
    adopting.drafts says."""
    program = one.program
    agreed = program.in_force is not None or program.kind == "template"
    return policy.can_start_somewhere(actor) and agreed and policy.can_see(actor, program)


def can_take_out(actor: Actor, one: policy.Owned) -> bool:
    """Whoever has an account and may see it; out.py says which content."""
    return actor.id is not None and policy.can_see(actor, one)
