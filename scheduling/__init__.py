"""Classes into time, rooms and people's lives: the timetable and everything around it."""
