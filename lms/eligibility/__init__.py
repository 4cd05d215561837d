"""Who is eligible for supplementary services, on which basis and since when, and what they received."""
