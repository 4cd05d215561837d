"""Tables of checks, effort, findings, reviews, versions of packs, certificates, courses for work, scales, work, outlines."""

from curricula.models.certificates import Certificate, SigningKey
from curricula.models.evidence import Outline, Scale, Work
from curricula.models.reviews import Assessment, Effort, Finding, PackEdition, ReviewRun
from curricula.models.rules import GainHistory, ReviewRule
from curricula.models.teaching import CourseTeaching

__all__ = [
    "Assessment",
    "Certificate",
    "CourseTeaching",
    "Effort",
    "Finding",
    "GainHistory",
    "Outline",
    "PackEdition",
    "ReviewRule",
    "ReviewRun",
    "Scale",
    "SigningKey",
    "Work",
]
