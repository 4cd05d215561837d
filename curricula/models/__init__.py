"""Tables of checks, effort, findings, reviews, versions of packs, certificates."""

from curricula.models.certificates import Certificate, SigningKey
from curricula.models.reviews import Assessment, Effort, Finding, PackEdition, ReviewRun

__all__ = [
    "Assessment",
    "Certificate",
    "Effort",
    "Finding",
    "PackEdition",
    "ReviewRun",
    "SigningKey",
]
