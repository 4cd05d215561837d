"""Asking about programmes, what learners have behind them, their progress, findings and next steps. Plain values."""

from curricula.queries.editions import count_waiting as count_waiting_editions
from curricula.queries.editions import waiting as waiting_editions
from curricula.queries.evidence import (
    AssessmentInfo,
    EffortInfo,
    OutlineInfo,
    ScaleInfo,
    WorkInfo,
    assessments_of,
    efforts_of,
    outlines,
    own_scales,
    scales,
    work_file,
    works_of,
)
from curricula.queries.findings import (
    FindingInfo,
    TalkList,
    confirmed_talk,
    count_to_talk,
    finding,
    latest_run,
    open_finding_of,
    open_findings,
    talk_list,
)
from curricula.queries.gaps import Gap, count_gaps, gaps
from curricula.queries.offers_taken import offers_taken
from curricula.queries.outline import modules_of_provider, programme_of_course, programmes_on
from curricula.queries.progress import Reviewed, review_facts
from curricula.queries.standing import Standing, standing, standings
from curricula.queries.steps import Offer, StepCard, further_modules, next_course, obstacles_to, open_offers, steps_for

__all__ = [
    "AssessmentInfo",
    "EffortInfo",
    "FindingInfo",
    "Gap",
    "Offer",
    "OutlineInfo",
    "Reviewed",
    "ScaleInfo",
    "Standing",
    "StepCard",
    "TalkList",
    "WorkInfo",
    "assessments_of",
    "confirmed_talk",
    "count_gaps",
    "count_to_talk",
    "count_waiting_editions",
    "efforts_of",
    "finding",
    "further_modules",
    "gaps",
    "latest_run",
    "modules_of_provider",
    "next_course",
    "obstacles_to",
    "offers_taken",
    "open_finding_of",
    "open_findings",
    "open_offers",
    "outlines",
    "own_scales",
    "programme_of_course",
    "programmes_on",
    "review_facts",
    "scales",
    "standing",
    "standings",
    "steps_for",
    "talk_list",
    "waiting_editions",
    "work_file",
    "works_of",
]
