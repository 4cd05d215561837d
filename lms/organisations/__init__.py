"""Providers, centres, rooms, terms, closures, funders and staff."""
