"""`onward placement`: studies of the placement engine on the command line.

Every command stands in a module of its own and is hung below the group here.
"""

import click

from placement.cli.fairness import fairness_command
from placement.cli.screen_study import screen_study_command
from placement.cli.sort_study import sort_study_command


@click.group("placement")
def group() -> None:
    """Placement: how many questions the test needs, how often it is right, and what it claims."""


group.add_command(sort_study_command)
group.add_command(fairness_command)
group.add_command(screen_study_command)
