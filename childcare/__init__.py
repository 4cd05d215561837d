"""Places for children while their parents learn: rooms, carers, ratios and bookings."""
