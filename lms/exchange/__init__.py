"""Other systems: sheets in and out."""
