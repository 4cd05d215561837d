"""`onward placement`: studies of the placement engine on the command line.

Every command stands in a module of its own, which is loaded when it runs: listing all commands of Onward stays quick.
"""

import click

from lms.kernel.commands import LateGroup
from placement.cli import qti_group

COMMANDS = {
    "calibrate": "placement.cli.calibrate:calibrate",
    "check-bank": "placement.cli.check_bank:check_bank",
    "dif": "placement.cli.dif:dif_command",
    "fairness": "placement.cli.fairness:fairness_command",
    "rater-study": "placement.cli.rater_study:rater_study",
    "replay": "placement.cli.replay:replay",
    "screen-study": "placement.cli.screen_study:screen_study_command",
    "simulate": "placement.cli.simulate:simulate",
    "sort-study": "placement.cli.sort_study:sort_study_command",
}


@click.group("placement", cls=LateGroup, late=COMMANDS)
def group() -> None:
    """Placement: how many questions the test needs, how often it is right, and what it claims."""


groups = (group, qti_group.group)
