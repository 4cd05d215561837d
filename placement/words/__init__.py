"""All sentences of placement, by topic."""

from lms.kernel.language import Sentence
from placement.words import banks, bringing, countries, deciding, findings, interview, kinds, needs, questions, studies

SENTENCES: dict[str, Sentence] = {
    **banks.SENTENCES,
    **bringing.SENTENCES,
    **countries.SENTENCES,
    **deciding.SENTENCES,
    **findings.SENTENCES,
    **interview.SENTENCES,
    **kinds.SENTENCES,
    **needs.SENTENCES,
    **questions.SENTENCES,
    **studies.SENTENCES,
}
