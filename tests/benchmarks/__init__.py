"""Benchmarks: commands that print JSON. They are run by hand on a quiet machine and assert nothing about time."""
