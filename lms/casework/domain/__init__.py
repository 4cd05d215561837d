"""Rules of casework: where a step stands, what meets what in a household's week. Pure."""
