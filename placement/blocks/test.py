"""The whole placement test as one block: adaptive, resumable, without a clock, for use inside another learning system."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from xblock.core import XBlock
from xblock.exceptions import JsonHandlerError
from xblock.fields import Dict, Float, Scope

from lms.kernel import errors
from lms.kernel.vocabulary import LEVELS, Level
from placement.blocks import drawing, engines, making
from placement.blocks.base import OnwardBlock
from placement.blocks.drawing import Drawing
from placement.blocks.olx import Body, Form, Problem
from placement.blocks.words import LEVELS as LEVEL_NAMES
from placement.domain import battery, scoring, sitting
from placement.domain.item_bank import Item
from placement.domain.sitting import Engine, Result, Sitting
from placement.domain.stopping import StopRules

BANK, SKILLS = "german_core", ("listening", "reading")
WALK = 20
"""Steps of the bar that shows getting on; it counts nothing."""


class PlacementBlock(OnwardBlock):
    """The placement test: one skill after the other, each until the level is clear enough."""

    has_score = True
    learner_handlers = frozenset({"begin", "answer", "check"})
    template = "test.html"
    form = Form(
        attributes=("bank", "skills", "sort_at", "most", "fewest", "price", "show"),
        choices={"show": ("learner", "nothing")},
    )
    settings: ClassVar[tuple[str, ...]] = (*OnwardBlock.settings, "weight")
    weight = Float(default=1.0, scope=Scope.settings)
    sittings = Dict(default={}, scope=Scope.user_state)
    """By skill: the sitting as plain values, as the engine keeps it."""

    # --- what the author set -----------------------------------------------------------------------------------------

    @property
    def bank(self) -> str:
        """Key of the bank."""
        return str(self.body.get("bank") or BANK)

    @property
    def skills(self) -> tuple[str, ...]:
        """Skills in the order asked."""
        return tuple(str(self.body.get("skills") or " ".join(SKILLS)).split())

    def engine(self, skill: str) -> Engine:
        """The engine of a skill."""
        return engines.engine(self.bank, skill, _rules(self.body), _sort_at(self.body))

    @classmethod
    def flaws(cls, body: Body) -> Iterator[Problem]:
        """A bank, skills, levels or numbers that there are not."""
        bank = making.bank(str(body.get("bank") or BANK))
        if bank is None:
            yield Problem("no_such_bank", "", str(body.get("bank")))
            return
        for skill in str(body.get("skills") or " ".join(SKILLS)).split():
            if skill not in engines.scored_at_once(bank):
                yield Problem("no_such_skill", "", skill)
        for level in _sort_at(body):
            if level != engines.ALL and level not in set(Level):
                yield Problem("no_such_level", "", level)
        try:
            _rules(body)
        except ValueError:
            yield Problem(
                "not_a_number", "onward-placement", " ".join(str(body.get(one, "")) for one in _NUMBERS).strip()
            )

    @classmethod
    def example(cls) -> str:
        """A short test."""
        return '<onward-placement bank="german_core" skills="listening reading"/>'

    def max_score(self) -> float:
        """The highest level of the scale."""
        return float(LEVELS[-1].rank)

    # --- handlers ----------------------------------------------------------------------------------------------------

    @XBlock.json_handler
    def begin(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Ask the first question, or go on with the one that waits."""
        if not self.sittings:
            self._start(self.skills[0])
        return self.state()

    @XBlock.json_handler
    def answer(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Take an answer to the question that waits; one to another question changes nothing and shows what waits."""
        running = self.running()
        if running is None or running.pending is None or data.get("item") != running.pending:
            return self.state()
        try:
            score = self._score(self._item(running), data.get("given"))
        except errors.Invalid as refused:
            raise JsonHandlerError(422, self.word(refused.code, **refused.facts)) from refused
        except (ValueError, TypeError, LookupError) as wrong:
            raise JsonHandlerError(422, self.word("placement.answer_does_not_fit")) from wrong
        self._keep(sitting.answer(self.engine(running.measures), running, running.pending, score))
        self._go_on()
        return self.state()

    @XBlock.json_handler
    def check(self, data: Mapping[str, Any], suffix: str = "") -> dict[str, Any]:
        """Where the learner stands."""
        return self.state()

    # --- state -------------------------------------------------------------------------------------------------------

    def running(self) -> Sitting | None:
        """The sitting that waits for an answer."""
        for skill in self.skills:
            if skill in self.sittings:
                found = sitting.from_json(self.sittings[skill])
                if not found.finished:
                    return found
        return None

    @property
    def is_over(self) -> bool:
        """Whether every skill has been asked."""
        return bool(self.sittings) and all(
            skill in self.sittings and self.sittings[skill]["reason"] for skill in self.skills
        )

    def results(self) -> list[Result]:
        """What was found, by skill in their order; empty until all is over."""
        if not self.is_over:
            return []
        return [sitting.result(self.engine(skill), sitting.from_json(self.sittings[skill])) for skill in self.skills]

    def state(self) -> dict[str, Any]:
        """Where the learner stands, and the block drawn anew."""
        running = self.running()
        return {"over": self.is_over, "item": running.pending if running else None, "html": str(self.drawn())}

    def facts(self, *, author: bool) -> dict[str, Any]:
        """The beginning, a question or the end."""
        running = None if author else self.running()
        shared = {"stage": "begin", "begun": bool(self.sittings), "walk": self._walk(), "steps": WALK}
        if running is not None and running.pending:
            item = self._item(running)
            bank = making.bank(self.bank)
            drawn = Drawing(item, self, self.bank).facts()
            return shared | {
                "stage": "question",
                "q": drawn,
                "key": item.key,
                "content": bank.language if bank else "de",
            }
        if self.is_over and not author:
            levels = [self._level(one) for one in self.results()] if self.body.get("show") != "nothing" else []
            return shared | {"stage": "end", "levels": levels}
        return shared

    def _start(self, skill: str) -> None:
        seed = zlib.crc32(f"{self.scope_ids.user_id}/{self.scope_ids.usage_id}/{skill}".encode())
        self._keep(sitting.start(self.engine(skill), seed=seed))

    def _keep(self, one: Sitting) -> None:
        self.sittings = {**self.sittings, one.measures: sitting.to_json(one)}

    def _go_on(self) -> None:
        """The next skill when one has ended, the result when all have."""
        if self.running() is not None:
            return
        left = [skill for skill in self.skills if skill not in self.sittings]
        if left:
            self._start(left[0])
            return
        found = self.results()
        self.runtime.publish(
            self, "onward.placement.result", {"bank": self.bank, "skills": list(map(_as_event, found))}
        )
        lowest = min(Level(one.band).rank for one in found)
        self.runtime.publish(self, "grade", {"value": lowest, "max_value": LEVELS[-1].rank})
        self.emit_completion(1.0)

    def _item(self, running: Sitting) -> Item:
        bank = making.bank(self.bank)
        item = bank.item(running.pending or "") if bank else None
        if item is None:
            raise errors.Conflict("placement.item_not_asked")
        return item

    def _score(self, item: Item, sent: Any) -> int | None:
        return None if sent is None else scoring.score(item, drawing.given_of(item, sent))

    def _walk(self) -> int:
        """How far the bar is: a feeling of getting on."""
        share = 0.0
        for skill in self.skills:
            kept = self.sittings.get(skill)
            if kept:
                share += 1.0 if kept["reason"] else min(len(kept["asked"]) / _rules(self.body).max_items, 0.95)
        return round(share / max(len(self.skills), 1) * WALK)

    def _level(self, found: Result) -> dict[str, str]:
        """One skill as its learner reads it: what she can do, the level, how sure."""
        names = {one: self.tell(LEVEL_NAMES[one]) for one in found.bands}
        second = sorted(found.bands, key=lambda band: -found.bands[band])[1]
        maybe = self.word("placement.or_level", level=names[second]) if found.borderline else ""
        spread = "placement.level_range_one" if found.lowest == found.highest else "placement.level_range"
        return {
            "skill": self.word(f"placement.kind.{found.measures}"),
            "can": self.word(f"placement.can.{found.measures}.{found.band}"),
            "level": f"{self.word('placement.your_level', level=names[found.band])} {maybe}".strip(),
            "sure": self.word(
                spread,
                level=names[found.band],
                lowest=names[found.lowest],
                highest=names[found.highest],
                share=min(round(found.probability * 100), 99),
                held=min(round(found.range_probability * 100), 99),
            ),
        }


_NUMBERS = ("most", "fewest", "price")


def _rules(body: Body) -> StopRules:
    """Length and price. Raises ValueError for what are no numbers."""
    usual = battery.STOP_RULES
    return StopRules(
        price=float(body.get("price") or usual.price),
        min_items=int(body.get("fewest") or usual.min_items),
        max_items=int(body.get("most") or usual.max_items),
    )


def _sort_at(body: Body) -> tuple[str, ...]:
    return tuple(str(body.get("sort_at") or " ".join(battery.SORT_AT)).split())


def _as_event(found: Result) -> dict[str, Any]:
    return {
        "skill": found.measures,
        "level": found.band,
        "probability": round(found.probability, 4),
        "lowest": found.lowest,
        "highest": found.highest,
        "theta": round(found.theta, 4),
        "standard_error": round(found.standard_error, 4),
        "questions": found.items,
        "reason": found.reason.value if found.reason else "",
    }
