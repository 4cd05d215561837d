"""Placement's questions and its test as XBlocks, and the base on which lesson blocks stand too. No Flask, no database."""
