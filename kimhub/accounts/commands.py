"""`kimhub account`: accounts from the server's own command line, for the first one and for emergencies."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from kimhub.accounts import codes, recovery, second_factor, service
from kimhub.accounts.tables import User
from kimhub.core import db
from kimhub.core.errors import Invalid, Refused
from kimhub.core.opening import open_database

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Server:
    """What the command line lends these commands: its own start, and rights, which other slices give."""

    prepare: Callable[[], None]
    make_operator: Callable[[int, str], Awaitable[None]]


@click.group()
def account() -> None:
    """Make an account, or help somebody back into theirs."""


@account.command()
@click.option("--name", required=True, help="as people know the person")
@click.option("--identity", required=True, help="phone number or user name")
@click.option("--role", type=click.Choice(["sysadmin"]), help="operator of this installation")
@click.option("--password", is_flag=True, help="ask for a password instead of making one up")
@click.pass_obj
def create(server: Server, name: str, identity: str, role: str | None, password: bool) -> None:
    """Make an account. The person chooses an own password and agrees to the terms at the first sign-in."""
    typed = click.prompt("Password", hide_input=True, confirmation_prompt=True) if password else ""
    secret = typed or codes.grouped(codes.random_code(12)).lower()

    async def run() -> User:
        person = await service.register(
            name=name, identity=identity, password=secret, must_change_password=True
        )
        if role:
            await server.make_operator(person.id, person.name)
        return person

    person = _run(server, run)
    click.echo(f"Account {person.id}: {person.name}, signs in as {person.phone or person.username}.")
    if not typed:
        click.echo(f"Password, to be changed at the first sign-in: {secret}")


@account.command()
@click.argument("identity")
@click.option(
    "--second-factor",
    "lost_phone",
    is_flag=True,
    help="also switch the second factor off: the phone is lost",
)
@click.pass_obj
def reset(server: Server, identity: str, lost_phone: bool) -> None:
    """Print a one-time code with which IDENTITY sets a new password at /sandi-baru."""

    async def run() -> recovery.IssuedCode:
        person = await _named(identity)
        if lost_phone:
            await second_factor.remove(person.id, by=None)
        return await recovery.issue_reset_code(None, person.id, recovery=True)

    issued = _run(server, run)
    click.echo(f"Code for {issued.name}, good once for ten minutes: {issued.code}")


@account.command()
@click.argument("identity")
@click.pass_obj
def lock(server: Server, identity: str) -> None:
    """Keep somebody out, at once and on every device."""

    async def run() -> User:
        person = await _named(identity)
        await service.lock(person.id, by=None)
        return person

    click.echo(f"Locked: {_run(server, run).name}.")


@account.command()
@click.argument("identity")
@click.pass_obj
def unlock(server: Server, identity: str) -> None:
    """Let somebody in again."""

    async def run() -> User:
        person = await _named(identity)
        await service.unlock(person.id, by=None)
        return person

    click.echo(f"Unlocked: {_run(server, run).name}.")


async def _named(identity: str) -> User:
    person = await service.find_by_identity(identity)
    if person is None:
        raise click.ClickException(f"nobody is called {identity!r}")
    return person


def _run(server: Server, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Do it on the database; a refusal becomes one clear line."""
    server.prepare()

    async def run() -> Result:
        await open_database()
        try:
            return await work()
        except Invalid as no:
            raise click.ClickException("; ".join(no.errors.values())) from None
        except Refused as no:
            raise click.ClickException(str(no)) from None
        finally:
            await db.disconnect()

    return asyncio.run(run())
