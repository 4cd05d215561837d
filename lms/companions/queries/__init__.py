"""Asking about volunteers, appointments, mentoring and handbooks."""
