"""Rules of organisations: papers and languages of staff, and where centres lie. Pure."""
