"""The page of contents of curricula: What is learnt, how far, what next."""

from lms.kernel.plugins import Plugin


class CurriculaPlugin(Plugin):
    """What is learnt, how far, what next."""

    name = "curricula"
    package = "curricula"
