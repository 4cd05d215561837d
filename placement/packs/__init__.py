"""Shipped data of placement: item banks and track rules."""

from lms.kernel.packs import Problem
from placement.packs.banks import (
    BANKS,
    bank_of,
    cells,
    load_bank,
    load_banks,
    own_script_texts,
    pictures_needed,
    quotas,
    read_bank,
    too_few,
    written,
)
from placement.packs.track_rules import COUNTRIES, countries, load_track_rules

__all__ = [
    "BANKS",
    "COUNTRIES",
    "Problem",
    "bank_of",
    "cells",
    "countries",
    "load_bank",
    "load_banks",
    "load_track_rules",
    "own_script_texts",
    "pictures_needed",
    "quotas",
    "read_bank",
    "too_few",
    "written",
]
