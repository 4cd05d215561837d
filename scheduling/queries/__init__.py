"""Asking about timetables: the problem of a centre, its runs, who is waiting for what."""

from scheduling.queries.drafts import (
    DraftInfo,
    StepInfo,
    being_searched,
    can_undo,
    draft,
    draft_being_published,
    draft_info,
    draft_of_run,
    drafts,
    groups_of_run,
    last_job,
    new_names,
    published_groups,
    steps,
)
from scheduling.queries.facts import kept, revived
from scheduling.queries.history import PublicationInfo, newest_publication, publication_by_id, publications
from scheduling.queries.live import (
    UNDER_WAY,
    Look,
    Publication,
    being_published,
    look,
    publication,
    true_state,
    under_way,
)
from scheduling.queries.names import Names, names, names_of_run
from scheduling.queries.problems import Demand, build_problem, waiting
from scheduling.queries.runs import RunInfo, last_publication, latest_run, run, runs
from scheduling.queries.wishes import course_for, programme_order, wishes

__all__ = [
    "UNDER_WAY",
    "Demand",
    "DraftInfo",
    "Look",
    "Names",
    "Publication",
    "PublicationInfo",
    "RunInfo",
    "StepInfo",
    "being_published",
    "being_searched",
    "build_problem",
    "can_undo",
    "course_for",
    "draft",
    "draft_being_published",
    "draft_info",
    "draft_of_run",
    "drafts",
    "groups_of_run",
    "kept",
    "last_job",
    "last_publication",
    "latest_run",
    "look",
    "names",
    "names_of_run",
    "new_names",
    "newest_publication",
    "programme_order",
    "publication",
    "publication_by_id",
    "publications",
    "published_groups",
    "revived",
    "run",
    "runs",
    "steps",
    "true_state",
    "under_way",
    "waiting",
    "wishes",
]
