"""Rules of courses: dated sessions from weekly meetings, minutes of a mark, what a reason excuses. Pure."""
