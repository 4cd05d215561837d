"""A block of one question: answered, scored by the rule of the domain, kept per learner, graded."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from xblock.core import XBlock
from xblock.exceptions import JsonHandlerError
from xblock.fields import Boolean, Dict, Float, Integer, Scope, String

from lms.kernel import errors
from placement.blocks import drawing, making, scenarios
from placement.blocks.base import OnwardBlock
from placement.blocks.drawing import Drawing
from placement.blocks.olx import Body, Form, Problem
from placement.domain import scoring
from placement.domain.item_bank import Item, ItemType


class ScoredBlock(OnwardBlock):
    """A block with answers that are scored: attempts, the best score, what is sent to the gradebook."""

    has_score = True
    learner_handlers = frozenset({"answer", "check", "reset"})
    attempts = Integer(default=0, scope=Scope.settings)
    solution = String(default="after", scope=Scope.settings, values=["after", "never"])
    dont_know = Boolean(default=True, scope=Scope.settings)
    weight = Float(default=1.0, scope=Scope.settings)
    settings: ClassVar[tuple[str, ...]] = (*OnwardBlock.settings, "attempts", "solution", "dont_know", "weight")

    last = Dict(default={}, scope=Scope.user_state)
    """The newest answer: what was given, its score, whether she said that she does not know."""
    best = Integer(default=None, scope=Scope.user_state)
    tries = Integer(default=0, scope=Scope.user_state)

    def highest(self) -> int:
        """The best score of the block."""
        raise NotImplementedError

    def points_for(self, sent: Any) -> int:
        """Points for an answer, by the rules of the domain. Raises Invalid or ValueError when it is none."""
        raise NotImplementedError

    def max_score(self) -> float:
        """The best score, as course systems ask for it."""
        return float(self.highest())

    # --- handlers ----------------------------------------------------------------------------------------------------

    @XBlock.json_handler
    def answer(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Take an answer: `{"given": place or texts}`, or `{"given": null}` for "I don't know"."""
        if self.tries_left == 0:
            raise JsonHandlerError(409, self.word("none_left"))
        given = data.get("given") if isinstance(data, Mapping) else ""
        try:
            score = 0 if given is None and self.dont_know else self.points_for(given)
        except errors.Invalid as refused:
            raise JsonHandlerError(422, self.word(refused.code, **refused.facts)) from refused
        except (ValueError, TypeError, LookupError) as wrong:
            raise JsonHandlerError(422, self.word("placement.answer_does_not_fit")) from wrong
        self.keep({"given": given, "score": score, "knew": given is not None})
        self.tries += 1
        self.publish_score(score)
        return self.state()

    @XBlock.json_handler
    def check(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Where the learner stands."""
        return self.state()

    @XBlock.json_handler
    def reset(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Begin anew, as long as a try is left. The best score stays."""
        if self.tries_left == 0:
            raise JsonHandlerError(409, self.word("none_left"))
        self.last = {}
        return self.state()

    # --- state -------------------------------------------------------------------------------------------------------

    def keep(self, last: dict[str, Any]) -> None:
        """Keep the newest answer."""
        self.last = last

    def publish_score(self, score: int, *, corrects: bool = False) -> None:
        """Tell the course system the best score so far, and that the block is done. A teacher's later score may be lower."""
        self.best = score if self.best is None or corrects else max(self.best, score)
        event = {"value": self.best, "max_value": self.highest(), "only_if_higher": not corrects}
        self.runtime.publish(self, "grade", event)
        self.emit_completion(1.0)

    @property
    def tries_left(self) -> int | None:
        """How often an answer may still be given; `None` as often as one likes."""
        return max(self.attempts - self.tries, 0) if self.attempts > 0 else None

    @property
    def is_right(self) -> bool:
        """Whether the newest answer got all points."""
        return bool(self.last.get("score") == self.highest())

    @property
    def shows_solution(self) -> bool:
        """Whether the right answer may be seen: it was found, or no try is left."""
        return bool(self.last) and self.solution == "after" and (self.is_right or self.tries_left == 0)

    def state(self) -> dict[str, Any]:
        """Where the learner stands, and the block drawn anew. Says nothing of the right answer that is not drawn."""
        return {
            "answered": bool(self.last),
            "given": self.last.get("given"),
            "score": self.last.get("score"),
            "best": self.best,
            "highest": self.highest(),
            "right": self.is_right if self.last.get("score") is not None else None,
            "tries_left": self.tries_left,
            "html": str(self.drawn()),
        }

    def verdict(self) -> dict[str, Any]:
        """What is said about the newest answer."""
        last, highest = self.last, self.highest()
        if last.get("score") is None:
            return {"kind": "wait", "said": self.word("answer_kept")} if last else {}
        right = last["score"] == highest
        said = self.word("right" if right else "not_yet")
        if highest > 1 and not right:
            said = f"{said} {self.word('most_right', score=last['score'], highest=highest)}"
        if not right and self.tries_left:
            said = f"{said} {self.word('tries_left', number=self.tries_left)}"
        return {"kind": "ok" if right else "warn", "said": said}


class QuestionBlock(ScoredBlock):
    """One item of the placement domain as a block."""

    type: ClassVar[ItemType]
    template = "question.html"
    _made: tuple[Body, Item] | None = None

    def item(self) -> Item:
        """The question, made once for a body. Raises ValueError when it is of a bank and not there."""
        body = self.body
        if self._made is None or self._made[0] is not body:
            self._made = (body, making.item_of(self.type, body, str(self.scope_ids.def_id)))
        return self._made[1]

    def highest(self) -> int:
        """The best score of the question."""
        try:
            return self.item().parameters.highest_score
        except ValueError:
            return 1

    def points_for(self, sent: Any) -> int:
        """Points by the rule of the question's type."""
        item = self.item()
        return scoring.score(item, drawing.given_of(item, sent))

    def facts(self, *, author: bool) -> dict[str, Any]:
        """The question, and after an answer what is said about it."""
        item = self.item()
        drawn = Drawing(item, self, self.body.get("bank", ""))
        shows = author or self.shows_solution
        return {
            **drawn.facts(),
            "own_ask": self.body.get("ask", ""),
            "last": {} if author else self.last,
            "verdict": {} if author else self.verdict(),
            "solution": drawn.solution() if shows else [],
            "right_place": item.answer if shows else None,
            "script": item.script if shows or self.last else "",
            "may_again": not author and bool(self.last) and not self.is_right and self.tries_left != 0,
            "offers_dont_know": self.dont_know,
        }

    @classmethod
    def example(cls) -> str:
        """One question of this type."""
        return scenarios.EXAMPLES[f"onward-{cls.type.replace('_', '-')}"] if hasattr(cls, "type") else ""

    @classmethod
    def flaws(cls, body: Body) -> Iterator[Problem]:
        """What it lacks to be an item."""
        return making.flaws(cls.type, body)


def form_with(*attributes: str, texts: tuple[str, ...] = (), lists: Mapping[str, Form] | None = None) -> Form:
    """What every question may hold, and these besides."""
    shared = ("ask", "sound", "script", "picture", "points", "bank", "item")
    return Form(attributes=(*shared, *attributes), texts=texts, lists=lists or {})
