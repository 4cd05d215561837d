"""What the readers of other programs' questions name, in sentences: why one does not come in, and what falls away."""

import re
from collections.abc import Sequence

from lms.kernel import language

Pattern = tuple[str, str]
"""What a reader names, and the last part of the sentence's code. What is in brackets is said."""

NOT_IN: Sequence[Pattern] = (
    (r"a bracket that is never closed", "bracket"),
    (r"description|no itemBody|no interaction", "only_text"),
    (r"several brackets|several interactions: .*", "several_places"),
    (r"answers without = or ~", "no_marks"),
    (r".*several right answers|choiceInteraction: several answers may be chosen", "several_right"),
    (r"(?:.*: )?no right answer", "no_right"),
    (r".*with a tolerance", "tolerance"),
    (r"numerical with units", "units"),
    (r"match without a partner|match: a partner is missing", "no_partner"),
    (r"match: one belongs .*|associateInteraction: a choice belongs .*", "shared_partner"),
    (r"stimulus without a body", "no_stimulus"),
    (r"question without a type", "no_kind"),
    (r"a text that is too long", "long_text"),
    (r"shortanswer with \*", "star"),
    (r"uploadInteraction of (.+)", "file"),
    (r"essay with files", "some_file"),
    (r"recordrtc of video", "film"),
    (r"cloze with several kinds of gaps", "mixed_gaps"),
    (r"cloze without gaps", "no_gap"),
    (r".*a gap without a word|gap without a right word|.*a gap that stays empty", "empty_gap"),
    (r"cloze (.+)", "kind_of_gap"),
    (r"adaptive item|templateDeclaration|templateProcessing", "changes"),
    (r"orderInteraction: an order of .*", "part_order"),
    (r"matchInteraction without two sets", "not_two_sides"),
    (r"gapMatchInteraction with pictures", "pictures_in_gaps"),
    (r"hotspotInteraction: several .*|selectPointInteraction: fewer .*", "several_touches"),
    (r".+ without a picture", "no_picture"),
    (r".+: the size of the picture is missing", "no_size"),
    (r"(?:place of the )?shape (.+)|place of the shape (.+)", "shape"),
    (r"place outside the picture", "outside"),
    (
        r"a sign that no table can hold|a choice that a table cannot hold|brackets in a text with gaps"
        r"|bracket or stroke in an answer|upright stroke in an answer",
        "sign",
    ),
    (r"choice without a question", "no_question"),
    (r"choices with and without pictures", "some_pictures"),
    (r"choices that are only heard", "only_heard"),
    (r"the right answer is none of the choices", "not_a_choice"),
    (r".*: (.+) is not declared", "not_declared"),
    (r"responseProcessing(?: template|:) (.+)", "points"),
    (r"number (.+)", "number"),
    (r".+ with its data inside", "data_inside"),
    (r".+ without a file", "no_file"),
    (r"(.*)", ""),
)
FALLS_AWAY: Sequence[Pattern] = (
    (r"comment: (.*)", "comment"),
    (r"category: (.*)", "category"),
    (r"markdown as plain text", "markdown"),
    (r"form of letters (.+)", "form"),
    (r"\w*feedback\w*|hint|modalFeedback", "feedback"),
    (r"answer worth a part: (.*)", "part_answer"),
    (r"not in the manifest: (.*)", "not_listed"),
    (r"(.+), its order and rules", "test"),
    (r"file not used: (.*)", "unused"),
    (r"file not used", "unused_file"),
    (r"scored in another way than its responseProcessing does", "points"),
    (r"tags: (.*)", "tags"),
    (r"hidden in its question bank", "hidden"),
    (r"asked as (.+) questions", "several"),
    (r"words beside a sound: (.*)", "words_with_sound"),
    (r"places moved to steps of a twentieth of the picture", "steps"),
    (r"a circle became a rectangle", "circle"),
    (r"picture (.+)", "picture"),
    (r"sound (.+)", "sound"),
    (r"link (.+)", "link"),
    (r"lines of the table", "lines"),
    (r"a choice with a fixed place", "fixed"),
    (r"no responseProcessing: the right answers count", "no_points"),
    (r"associateInteraction asked as a match", "as_match"),
    (r"uploadInteraction of any file asked as a recording", "as_recording"),
    (r"patternMask (.+)", "mask"),
    (r"(.*)", ""),
)


def why_not_in(what: str) -> str:
    """Why a question of another program does not come in."""
    return _said("placement.not_in.", what, NOT_IN)


def what_falls_away(what: str) -> str:
    """Which part of a question of another program falls away or changes."""
    return _said("placement.falls_away.", what, FALLS_AWAY)


def _said(area: str, what: str, patterns: Sequence[Pattern]) -> str:
    code, found = next((code, found) for words, code in patterns if (found := re.fullmatch(words, what, re.DOTALL)))
    return language.say(area + code, {"name": next(filter(None, found.groups()), "")})
