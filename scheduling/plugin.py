"""The page of contents of scheduling: Classes into time, rooms and people's lives."""

from lms.kernel.plugins import Plugin


class SchedulingPlugin(Plugin):
    """Classes into time, rooms and people's lives."""

    name = "scheduling"
    package = "scheduling"
