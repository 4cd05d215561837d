"""The individual plan, its steps, check-ins and who looks after whom."""
