"""`onward placement`: studies of the placement engine on the command line.

Every command stands in a module of its own and is hung below the group here.
"""

import click


@click.group("placement")
def group() -> None:
    """Placement: how many questions the test needs, how often it is right, and what it claims."""
