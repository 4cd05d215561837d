"""Benchmarks: commands that print JSON. They are run by hand on a quiet machine and assert nothing about time."""

import lms as lms  # Before numpy: it then computes with as many threads as in the product, one.
