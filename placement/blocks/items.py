"""The blocks of one question each: one per item type of placement."""

from collections.abc import Mapping
from typing import Any, ClassVar

from webob import Request, Response
from xblock.core import XBlock
from xblock.exceptions import JsonHandlerError
from xblock.fields import Scope, String

from lms.kernel import errors
from placement.blocks import recordings
from placement.blocks.olx import Form
from placement.blocks.question import QuestionBlock, form_with
from placement.domain import performances, rating, scoring
from placement.domain.item_bank import ItemType

OPTION = Form(attributes=("picture", "sound", "right"), words=True)
REGION = Form(attributes=("picture", "at", "right"), words=True)
PAIR = Form(attributes=("picture", "sound"), words=True)
ORDERED = Form(attributes=("picture",), words=True)
WORDS = Form(words=True)
HANDED_IN = "onward.handed_in"
"""Event: now somebody has to give points. Runtimes that do not know it take no notice."""
CHOICE = form_with("question", texts=("text",), lists={"option": OPTION})


class ChoiceBlock(QuestionBlock):
    """One of several."""

    form = CHOICE


class PictureChoiceBlock(ChoiceBlock):
    """Hear a word or a sentence and touch its picture."""

    type = ItemType.PICTURE_CHOICE


class SoundToWordBlock(ChoiceBlock):
    """Hear a word and touch it among others."""

    type = ItemType.SOUND_TO_WORD


class ListenAndChooseBlock(ChoiceBlock):
    """Hear a talk and choose an answer."""

    type = ItemType.LISTEN_AND_CHOOSE


class ReadAndChooseBlock(ChoiceBlock):
    """Read a text and choose an answer."""

    type = ItemType.READ_AND_CHOOSE


class ClozeChoiceBlock(ChoiceBlock):
    """Choose what is missing in a sentence."""

    type = ItemType.CLOZE_CHOICE


class SignChoiceBlock(ChoiceBlock):
    """Choose the sign that belongs to another, such as A to a."""

    type = ItemType.SIGN_CHOICE


class PatternChoiceBlock(ChoiceBlock):
    """Choose the shape that comes next in a row."""

    type = ItemType.PATTERN_CHOICE


class TapPictureBlock(QuestionBlock):
    """Hear a sentence and touch the right part of a picture."""

    type = ItemType.TAP_PICTURE
    form = form_with("question", lists={"option": REGION})


class MatchBlock(QuestionBlock):
    """Find what belongs together."""

    type = ItemType.MATCH
    form = form_with(lists={"option": PAIR})


class OrderBlock(QuestionBlock):
    """Put words or pictures in their order."""

    type = ItemType.ORDER
    form = form_with(lists={"option": ORDERED, "order": WORDS})


class ClozeTypedBlock(QuestionBlock):
    """Write what is missing in a text."""

    type = ItemType.CLOZE_TYPED
    form = form_with("strict", texts=("text",))


class CTestBlock(QuestionBlock):
    """Write the second halves of words."""

    type = ItemType.C_TEST
    form = form_with("strict", texts=("text",))


class DictationBlock(QuestionBlock):
    """Write what is heard."""

    type = ItemType.DICTATION
    form = form_with("strict", lists={"answer": WORDS})


class TraceBlock(QuestionBlock):
    """Draw along a line or a letter."""

    type = ItemType.TRACE
    form = form_with("line")

    def points_for(self, sent: Any) -> int:
        """Points for what was drawn. Points themselves are given by a person, not by the browser of a learner."""
        if isinstance(sent, int):
            raise errors.Invalid("placement.draw_something")
        return super().points_for(sent)


class WorkBlock(QuestionBlock):
    """What a person scores: it is handed in, and graded when somebody of the staff has given points."""

    learner_handlers = frozenset({"answer", "check", "reset", "hand_in", "recording"})
    rater_handlers: ClassVar[frozenset[str]] = frozenset({"rate", "recording", "check"})
    """What somebody may call who looks at a learner's work, to give points."""
    together: ClassVar[bool] = False
    """Whether nothing is handed in: learner and teacher do it side by side."""
    work = String(default="", scope=Scope.user_state)
    """The newest recording: what stands for its file, or the sound itself as text."""

    def points_for(self, sent: Any) -> int:
        """No answer gives points by itself."""
        raise errors.Invalid("placement.answer_does_not_fit")

    def handed_in(self, last: dict[str, Any]) -> dict[str, Any]:
        """Keep work, and tell the course system that the block is done."""
        self.last = {**last, "score": None, "knew": True}
        self.tries += 1
        self.runtime.publish(self, HANDED_IN, {})
        self.emit_completion(1.0)
        return self.state()

    @XBlock.json_handler
    def rate(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Points of a teacher: `{"scores": {criterion: 0 to 3}}`, or `{"points": n}` for a task without a rubric."""
        if self.is_staff is not True:
            raise JsonHandlerError(403, self.word("not_staff"))
        try:
            score = scoring.rated(self.item(), self._points(data))
        except errors.Invalid as refused:
            raise JsonHandlerError(422, self.word(refused.code, **refused.facts)) from refused
        self.last = {**self.last, "score": score, "knew": True, "scores": data.get("scores") or {}}
        self.publish_score(score, corrects=True)
        return self.state()

    def _points(self, data: Mapping[str, Any]) -> int:
        given = data.get("scores") if rating.criteria(self.type) else data.get("points")
        if isinstance(given, Mapping) and all(isinstance(one, int) for one in given.values()):
            return rating.points(self.type, given)
        return given if isinstance(given, int) and not isinstance(given, bool) else -1

    def verdict(self) -> dict[str, Any]:
        """Handed in, or what a teacher gave."""
        score = self.last.get("score")
        if not self.last:
            return {}
        if score is None:
            return {"kind": "wait", "said": self.word("answer_kept")}
        if not self.last.get("knew"):
            return {"kind": "wait", "said": self.word("dont_know")}
        return {"kind": "ok", "said": self.word("teacher_gave", score=score, highest=self.highest())}

    def facts(self, *, author: bool) -> dict[str, Any]:
        """The task, and for staff the rows of the rubric."""
        found = super().facts(author=author)
        rates = bool(self.is_staff) and not author
        criteria = [
            (one.value, self.word(f"placement.criterion.{one}"), self._steps(one)) for one in rating.criteria(self.type)
        ]
        return found | {
            # Whoever gives the points need not be told that somebody will.
            "verdict": {} if author or (rates and self.last.get("score") is None) else self.verdict(),
            "may_again": not author and not rates and bool(self.last) and self.tries_left != 0,
            "given_points": self.last.get("scores") or {},
            "given_score": self.last.get("score"),
            "rates": rates,
            "criteria": criteria,
            "points": range(self.highest() + 1) if not criteria else (),
            "kept_sound": self.runtime.handler_url(self, "recording")
            if self.work and hasattr(self, "recording")
            else "",
        }

    def _steps(self, criterion: rating.Criterion) -> list[tuple[int, str]]:
        """What each score of a criterion looks like."""
        kind = self.type.removesuffix("_task")
        return [
            (score, self.word(f"placement.rubric.{kind}.{criterion}.{score}")) for score in range(rating.HIGHEST + 1)
        ]


class WritingTaskBlock(WorkBlock):
    """Write a text for a teacher."""

    type = ItemType.WRITING_TASK
    form = form_with("question", texts=("text",))

    @XBlock.json_handler
    def hand_in(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Take a text: `{"given": [text]}`."""
        given = data.get("given")
        text = given[0] if isinstance(given, list) and given and isinstance(given[0], str) else ""
        if self.tries_left == 0:
            raise JsonHandlerError(409, self.word("none_left"))
        if not text.strip():
            raise JsonHandlerError(422, self.word("placement.write_something"))
        if len(text) > performances.LONGEST_TEXT:
            raise JsonHandlerError(422, self.word("placement.text_too_long", highest=performances.LONGEST_TEXT))
        return self.handed_in({"given": [text.strip()]})


@XBlock.wants("fs")
class SpeakingTaskBlock(WorkBlock):
    """Talk for a teacher."""

    type = ItemType.SPEAKING_TASK
    form = form_with("question", texts=("text",))

    @XBlock.handler
    def hand_in(self, request: Request, suffix: str = "") -> Response:
        """Take a recording: the body of the request is the sound."""
        try:
            if self.tries_left == 0:
                raise JsonHandlerError(409, self.word("none_left"))
            self.work = recordings.keep(self, "work", request)
        except JsonHandlerError as refused:
            return refused.get_response()
        return Response(json=self.handed_in({"given": None}))

    @XBlock.handler
    def recording(self, request: Request, suffix: str = "") -> Response:
        """The kept recording, for whoever may see this learner's block."""
        return recordings.played(self, self.work, request)


class RatedTaskBlock(WorkBlock):
    """Something done together with a teacher, who gives points."""

    type = ItemType.RATED_TASK
    together = True
    form = form_with("question", texts=("text",))


BLOCKS: Mapping[str, type[QuestionBlock]] = {
    f"onward-{one.type.replace('_', '-')}": one
    for one in (
        PictureChoiceBlock,
        SoundToWordBlock,
        ListenAndChooseBlock,
        ReadAndChooseBlock,
        ClozeChoiceBlock,
        SignChoiceBlock,
        PatternChoiceBlock,
        TraceBlock,
        TapPictureBlock,
        MatchBlock,
        OrderBlock,
        ClozeTypedBlock,
        CTestBlock,
        DictationBlock,
        WritingTaskBlock,
        SpeakingTaskBlock,
        RatedTaskBlock,
    )
}
"""All of them by the name of their element."""
