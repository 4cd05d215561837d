"""A small region of two providers with invented people in it, made through services only: so the demonstration is also a test."""

from lms.demo.build import MORNING, build
from lms.demo.day import ZONE, hour_to_build, opening, working_day

__all__ = ["MORNING", "ZONE", "build", "hour_to_build", "opening", "working_day"]
