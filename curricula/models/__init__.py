"""Tables of curricula: evidence, reviews and rules, packs, certificates, opportunities, employers, examinations."""

from curricula.models.certificates import Certificate, SigningKey
from curricula.models.employers import EmployerRota, Employment, ModuleOutline, OutlineComment
from curricula.models.evidence import Outline, Scale, Work
from curricula.models.follow_up import FollowUp, FollowUpRule
from curricula.models.indicators import CourseFacts, Indicator
from curricula.models.opportunities import Interest, Opportunity, PostingLink
from curricula.models.practice import Practice
from curricula.models.recognition import RecognitionCase
from curricula.models.reviews import Assessment, Effort, Finding, PackEdition, ReviewRun
from curricula.models.rules import GainHistory, ReviewRule
from curricula.models.sittings import ExaminationCharge, Sitting
from curricula.models.teaching import CourseTeaching
from curricula.models.working_life import Cv, Wish

__all__ = [
    "Assessment",
    "Certificate",
    "CourseFacts",
    "CourseTeaching",
    "Cv",
    "Effort",
    "EmployerRota",
    "Employment",
    "ExaminationCharge",
    "Finding",
    "FollowUp",
    "FollowUpRule",
    "GainHistory",
    "Indicator",
    "Interest",
    "ModuleOutline",
    "Opportunity",
    "Outline",
    "OutlineComment",
    "PackEdition",
    "PostingLink",
    "Practice",
    "RecognitionCase",
    "ReviewRule",
    "ReviewRun",
    "Scale",
    "SigningKey",
    "Sitting",
    "Wish",
    "Work",
]
