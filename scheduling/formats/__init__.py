"""Public timetabling formats in and out."""
