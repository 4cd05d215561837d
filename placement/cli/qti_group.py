"""`onward qti`: the group alone, so that listing all commands stays quick."""

from lms.kernel.commands import LateGroup

group = LateGroup(
    "qti",
    late={"export": "placement.cli.qti:export_command", "import": "placement.cli.qti:import_command"},
    help="Questions from other programs and for them: QTI 2.1, 2.2 and 3.0, GIFT, Moodle XML.",
)
