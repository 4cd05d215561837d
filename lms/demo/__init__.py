"""A small region of two providers with invented people in it, made through services only: so the demonstration is also a test."""

from lms.demo.build import MORNING, build

__all__ = ["MORNING", "build"]
