"""The host: people, places, courses and the work around them. Plug-ins add placement, curricula, timetables, childcare."""
