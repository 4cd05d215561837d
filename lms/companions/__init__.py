"""Volunteers beside a course: who goes along to an appointment and interprets, who is a mentor; handbooks for all of them."""
