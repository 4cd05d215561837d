"""The page of contents of placement: Where a learner starts."""

from lms.kernel.plugins import Plugin


class PlacementPlugin(Plugin):
    """Where a learner starts."""

    name = "placement"
    package = "placement"
