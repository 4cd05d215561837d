"""Deeds of volunteers: the register, appointments with a companion, mentoring, handbooks."""
