"""The name that feedback-xblock imports."""


class UsageKey:
    """Never made here: our usages have ids of their own."""
