"""Solvers: programs of others that placement hands its harder sums to, where they are installed."""
