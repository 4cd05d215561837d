"""Courses, sections, sessions, enrolment, attendance, the hour ledger and the booking door."""
