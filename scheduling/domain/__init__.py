"""The pure rules of timetabling: what the problem is, what a timetable is, and what judges it."""
