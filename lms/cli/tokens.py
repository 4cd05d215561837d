"""`onward token`: bearer tokens of programs that use the REST interface."""

import click

from lms.accounts import queries
from lms.accounts.services import people
from lms.cli.house import House, explaining
from lms.kernel import clock, db
from lms.kernel.actor import Role
from lms.organisations import queries as organisations

# A learner's rights are hers alone: no program gets them.
ROLES = [str(role) for role in Role if role is not Role.LEARNER]


@click.group("token")
def group() -> None:
    """Tokens of programs that use the REST interface."""


@group.command()
@click.option("--role", type=click.Choice(ROLES), required=True, help="Whose rights the program gets.")
@click.option("--provider", required=True, help="Name or id of the provider it works for.")
@click.option("--name", default="program", show_default=True, help="How the audit calls it.")
def create(role: str, provider: str, name: str) -> None:
    """Make a token and show it, this once."""
    with db.transaction(House().engine()):
        token = people.make_api_token(_provider_id(provider), Role(role), name, now=clock.now())
    click.echo(token)


@group.command("list")
def show() -> None:
    """Show the tokens in force, without their secrets."""
    with db.transaction(House().engine()), db.reading():
        names = {one.id: one.name for one in organisations.providers()}
        for one in queries.api_tokens():
            provider = names.get(one.provider_id, one.provider_id)
            click.echo(f"{one.id}  {one.role}  {provider}  {one.name}  {one.made_at:%Y-%m-%d}")


@group.command()
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """End the token with this id; `onward token list` shows ids."""
    with explaining(), db.transaction(House().engine()):
        people.revoke_api_token(token_id, now=clock.now())
    click.echo("This token does not work any more.")


def _provider_id(wanted: str) -> str:
    found = [one.id for one in organisations.providers() if wanted in (one.id, one.name)]
    if len(found) != 1:
        names = ", ".join(one.name for one in organisations.providers())
        raise click.ClickException(f"Name one provider, or its id. There are: {names or 'none yet'}.")
    return found[0]
