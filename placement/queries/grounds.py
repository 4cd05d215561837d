"""Asking what a centre decides by: its cost table and cuts, who changed them when, the rules of its country, records."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from lms.courses.queries.attended import programmes_attended
from lms.kernel import db, plugins
from lms.kernel.statements import Prepared, table
from lms.kernel.vocabulary import Level, Skill
from lms.organisations import queries as organisations
from placement import models
from placement.domain import estimation, interview, sitting, sorter
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.interview import EarlierRecord, Prefill
from placement.domain.redeciding import DecidedWith
from placement.domain.sitting import Engine, Sitting
from placement.domain.sorter import Costs
from placement.domain.track_rules import TrackRules, really_attended
from placement.queries import engines


@dataclass(frozen=True)
class RulesInfo:
    """One version of what a centre decides by. Number 0 is what ships; nobody set it."""

    id: str
    centre_id: str
    number: int
    costs: Costs
    cuts: CutScores
    by: str
    at: datetime | None

    @property
    def is_default(self) -> bool:
        """Whether these are the numbers that ship."""
        return self.costs == sorter.DEFAULT_COSTS and self.cuts == LANGUAGE_CUTS


@dataclass(frozen=True)
class Ground:
    """Everything a decision rests on beside the person."""

    rules: RulesInfo
    pack: TrackRules | None
    country: str
    day: date

    def decided_with(self, bank_version: str) -> DecidedWith:
        """By which versions a decision is made now."""
        return DecidedWith(
            costs=fingerprint({true: dict(row) for true, row in self.rules.costs.items()}),
            cuts=fingerprint(self.rules.cuts.cuts),
            rules=f"{self.country} {self.pack.version}" if self.pack else self.country,
            test=bank_version,
        )


@dataclass(frozen=True)
class RecordInfo:
    """A paper somebody brought along."""

    id: str
    learner_id: str
    kind: str
    document: str
    skill: str
    level: str
    test: str
    score: int | None
    issued: date
    before_arrival: bool
    by: str
    at: datetime

    @property
    def earlier(self) -> EarlierRecord | None:
        """As the interview sees it, `None` when it says nothing about a skill."""
        return EarlierRecord(Skill(self.skill), Level(self.level), self.issued, self.document) if self.level else None


_RULES, _RECORD = table(models.DecisionRules).c, table(models.EarlierRecord).c
_VERSIONS = Prepared(
    select(*_RULES)
    .where(_RULES.centre_id.in_(bindparam("centre_ids", expanding=True)))
    .order_by(_RULES.centre_id, _RULES.number)
)
_RECORDS = Prepared(
    select(*_RECORD)
    .where(_RECORD.learner_id.in_(bindparam("learner_ids", expanding=True)))
    .order_by(_RECORD.issued.desc(), _RECORD.id)
)


def fingerprint(values: Any) -> str:
    """A short name of some values, the same for the same values."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]


def decision_rules(centre_id: str) -> RulesInfo:
    """What a centre decides by now."""
    return decision_rules_of([centre_id])[centre_id]


def decision_rules_of(centre_ids: Iterable[str]) -> dict[str, RulesInfo]:
    """The same for several centres. A centre that set nothing decides by what ships."""
    wanted = list(dict.fromkeys(centre_ids))
    newest = {row.centre_id: row for row in _VERSIONS.ask(centre_ids=wanted)}
    return {one: _info(newest[one]) if one in newest else _shipped(one) for one in wanted}


def cuts_in_force() -> set[CutScores]:
    """The cuts that centres test by, those that ship included: for what is prepared once for everybody."""
    rows = db.session().execute(
        select(models.DecisionRules.centre_id, models.DecisionRules.cuts).order_by(models.DecisionRules.number)
    )
    newest = {row.centre_id: row.cuts for row in rows}
    found = {CutScores(LANGUAGE_CUTS.bands, tuple(float(cut) for cut in cuts)) for cuts in newest.values()}
    return {LANGUAGE_CUTS, *found}


def decision_rules_history(centre_id: str) -> list[RulesInfo]:
    """All versions of a centre, the newest first, what ships at the end."""
    rows = db.session().scalars(
        select(models.DecisionRules)
        .where(models.DecisionRules.centre_id == centre_id)
        .order_by(models.DecisionRules.number.desc())
    )
    return [*map(_info, rows), _shipped(centre_id)]


def grounds(centre_ids: Iterable[str], day: date) -> dict[str, Ground]:
    """What decides at each centre on a day."""
    country = organisations.provider(db.require_provider()).country
    pack = engines.rules_of(country)
    return {one: Ground(rules, pack, country, day) for one, rules in decision_rules_of(centre_ids).items()}


def cuts_of(decided_with: Mapping[str, Any]) -> CutScores:
    """Where levels began when a result was made, by what it was decided with."""
    kept = decided_with.get("cut_scores")
    return CutScores(LANGUAGE_CUTS.bands, tuple(kept)) if kept else LANGUAGE_CUTS


def measured(bank: str, skill: Skill, state: Sitting, cuts: CutScores) -> sitting.Result:
    """What a sitting found, read with these cuts."""
    return sitting.result(
        engines.skill_engine(bank, skill) if cuts == LANGUAGE_CUTS else _read_with(bank, skill, cuts), state
    )


@lru_cache(maxsize=64)
def _read_with(bank: str, skill: Skill, cuts: CutScores) -> Engine:
    """The engine of a skill with other cuts, as far as reading a finding needs it: no stop is worked out anew."""
    usual = engines.skill_engine(bank, skill)
    return replace(usual, table=estimation.tabulate(usual.table.items, cuts))


def attended_before(learner_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Programmes that each learner has really attended, by the host's marks and results; who has none is absent."""
    homes = {
        module["key"]: programme["key"]
        for programme in plugins.installed().ask("programmes")
        for module in programme["modules"]
    }
    found = programmes_attended(learner_ids, homes)
    return {
        learner_id: tuple(
            one.programme for one in known if really_attended(one.offered, one.attended, len(one.modules))
        )
        for learner_id, known in found.items()
    }


# --- records ---------------------------------------------------------------------------------------------------------


def records(learner_ids: Iterable[str]) -> dict[str, list[RecordInfo]]:
    """Papers brought along by learner, the newest first."""
    found: dict[str, list[RecordInfo]] = {}
    for row in _RECORDS.ask(learner_ids=list(learner_ids)):
        found.setdefault(row.learner_id, []).append(_record(row))
    return found


def prefills(known: Iterable[RecordInfo], today: date) -> dict[Skill, Prefill]:
    """The newest record of each skill with its age, and whether it must be checked again."""
    return interview.prefill((one.earlier for one in known if one.earlier is not None), today)


def scores_of(known: Iterable[RecordInfo]) -> dict[str, int]:
    """The newest score of each test of the country."""
    newest_last = sorted(known, key=lambda one: (one.issued, one.at))
    return {one.test: one.score for one in newest_last if one.test and one.score is not None}


def _record(row: Any) -> RecordInfo:
    names = ("id", "learner_id", "kind", "document", "skill", "level", "test", "score", "issued", "before_arrival")
    return RecordInfo(**{name: getattr(row, name) for name in names}, by=row.by, at=row.at)


def _info(row: Any) -> RulesInfo:
    cuts = CutScores(LANGUAGE_CUTS.bands, tuple(float(cut) for cut in row.cuts))
    costs: Mapping[str, Mapping[str, float]] = row.costs
    return RulesInfo(row.id, row.centre_id, row.number, sorter.costs(costs), cuts, row.by, row.at)


def _shipped(centre_id: str) -> RulesInfo:
    return RulesInfo("", centre_id, 0, sorter.DEFAULT_COSTS, LANGUAGE_CUTS, "", None)
