"""What is wrong with this installation, in plain words, each with its cure. Nothing is changed by looking.

`kimhub doctor` prints what `examine` finds. Chromium, Node and the like are only for those who develop, so
nobody is told of them.
"""

from kimhub.doctor.finding import Check, Finding, in_words
from kimhub.settings import BadSetting, Settings, load

__all__ = ["Finding", "examine"]


async def examine() -> list[Finding]:
    """Everything, in an order in which the first fault explains the next."""
    try:
        settings = load()
    except BadSetting as error:
        cure = "Correct it in the environment or in .env; docs/operations.md lists every setting."
        return [Finding("bad", "Settings", str(error), cure)]
    # The rest of KIMHub reads the settings while it is imported.
    from kimhub.core import db
    from kimhub.doctor import database, machine, readers

    findings = [Finding("good", "Settings", "all can be used")]
    for check in (*machine.CHECKS, *readers.CHECKS):
        findings += await _run(check, settings)
    reachable = await _run(database.reachable, settings)
    findings += reachable
    if any(finding.state == "bad" for finding in reachable):
        return findings
    for check in database.CHECKS:
        there = await _run(check, settings)
        findings += there
        if check is database.migrations and any(finding.state == "bad" for finding in there):
            break  # the tables are not those the other checks ask
    await db.disconnect()
    return findings


async def _run(check: Check, settings: Settings) -> list[Finding]:
    """A check that fails in a way nobody thought of is a finding too."""
    try:
        return [finding async for finding in check(settings)]
    except Exception as error:
        name = check.__name__.replace("_", " ").capitalize()
        return [Finding("bad", name, f"could not be looked at: {in_words(error)}", "See the server's log.")]
