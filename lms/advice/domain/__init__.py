"""Rules of advice. Pure."""
