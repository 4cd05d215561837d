"""The page of contents of childcare: Places for children during class."""

from lms.kernel.plugins import Plugin


class ChildcarePlugin(Plugin):
    """Places for children during class."""

    name = "childcare"
    package = "childcare"
