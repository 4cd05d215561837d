"""Asking for advice: open places, places of advice, threads without a name, complaints, what learners say."""

from lms.advice.queries.calls import PAGE as CALLS_A_PAGE
from lms.advice.queries.calls import answer, answers, call, calls, calls_by_topic, departments
from lms.advice.queries.cases import PAGE as CASES_A_PAGE
from lms.advice.queries.cases import CaseInfo, MessageInfo, case_by_code, case_of, cases, digest_of
from lms.advice.queries.checks import count_old_cards, old_cards
from lms.advice.queries.complaints import PAGE as COMPLAINTS_A_PAGE
from lms.advice.queries.complaints import complaint, complaints, counts, officer, reads, receipt, voice
from lms.advice.queries.finder import Counted, Found, counted_since, open_place, open_places, shown_centres, suiting
from lms.advice.queries.ideas import PAGE as IDEAS_A_PAGE
from lms.advice.queries.ideas import (
    Idea,
    idea,
    idea_voice,
    ideas_on_board,
    ideas_waiting,
    own_ideas,
)
from lms.advice.queries.months import ClassMonths, said_by_month, to_ask_of_month
from lms.advice.queries.opinions import changes, said_at, said_by_course, to_ask
from lms.advice.queries.orientation import orientation_of, redress_contacts
from lms.advice.queries.points import PointInfo, count_points, drop_ins, languages_spoken, point, points_near
from lms.advice.queries.work import WorkContactInfo, work_contacts, work_rights_heard

__all__ = [
    "CALLS_A_PAGE",
    "CASES_A_PAGE",
    "COMPLAINTS_A_PAGE",
    "IDEAS_A_PAGE",
    "CaseInfo",
    "ClassMonths",
    "Counted",
    "Found",
    "Idea",
    "MessageInfo",
    "PointInfo",
    "WorkContactInfo",
    "answer",
    "answers",
    "call",
    "calls",
    "calls_by_topic",
    "case_by_code",
    "case_of",
    "cases",
    "changes",
    "complaint",
    "complaints",
    "count_ideas_waiting",
    "count_old_cards",
    "count_points",
    "counted_since",
    "counts",
    "departments",
    "digest_of",
    "drop_ins",
    "idea",
    "idea_voice",
    "ideas_on_board",
    "ideas_waiting",
    "languages_spoken",
    "officer",
    "old_cards",
    "open_place",
    "open_places",
    "orientation_of",
    "own_ideas",
    "point",
    "points_near",
    "reads",
    "receipt",
    "redress_contacts",
    "said_at",
    "said_by_course",
    "said_by_month",
    "shown_centres",
    "suiting",
    "to_ask",
    "to_ask_of_month",
    "voice",
    "work_contacts",
    "work_rights_heard",
]
