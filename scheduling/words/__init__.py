"""All sentences of scheduling, by topic."""

from lms.kernel.language import Sentence
from scheduling.words import checking, drafting, files, missing, requirements, searching, times, troubles, weighing

SENTENCES: dict[str, Sentence] = {
    **checking.SENTENCES,
    **drafting.SENTENCES,
    **files.SENTENCES,
    **missing.SENTENCES,
    **requirements.SENTENCES,
    **searching.SENTENCES,
    **times.SENTENCES,
    **troubles.SENTENCES,
    **weighing.SENTENCES,
}
