"""Placement items and the whole placement test as XBlocks, for our own pages and for any other runtime."""
