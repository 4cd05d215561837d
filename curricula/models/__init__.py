"""Tables of checks, effort, findings, reviews, versions of packs, certificates, courses for work."""

from curricula.models.certificates import Certificate, SigningKey
from curricula.models.reviews import Assessment, Effort, Finding, PackEdition, ReviewRun
from curricula.models.teaching import CourseTeaching

__all__ = [
    "Assessment",
    "Certificate",
    "CourseTeaching",
    "Effort",
    "Finding",
    "PackEdition",
    "ReviewRun",
    "SigningKey",
]
