"""A small region with invented people in it, made through services only."""

PASSWORD = "three quiet herons"  # noqa: S105 - every account of the demonstration has it, and the page says so
