"""Advice for everybody, also for who has no sign-in: finding a course."""
