"""Sentences of casework."""

from lms.kernel.language import Sentence

SENTENCES: dict[str, Sentence] = {}
