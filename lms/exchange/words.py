"""Sentences of exchange."""

from lms.kernel.language import Sentence

SENTENCES: dict[str, Sentence] = {}
