"""Rules of partners. Pure."""
