"""Sentences of stranger."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "stranger.closed": N_("This class is closed: {notice}"),
}
