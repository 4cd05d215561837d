"""Persons, households, languages and scripts, availability, levels and tracks."""
