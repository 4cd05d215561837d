"""Needs and strengths: the domains, what is missing, and what the audit and somebody's own file call them."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "audit.what.needs": N_("Needs and strengths"),
    "audit.what.interview": N_("Interview"),
    "file.placement_needs_assessment": N_("Needs and strengths"),
    "placement.domain.language": N_("Language"),
    "placement.domain.education": N_("School and learning"),
    "placement.domain.work": N_("Work"),
    "placement.domain.money": N_("Money"),
    "placement.domain.housing": N_("Housing"),
    "placement.domain.health": N_("Health"),
    "placement.domain.family": N_("Family and children"),
    "placement.domain.community": N_("People and neighbourhood"),
    "placement.domain.rights": N_("Papers and rights"),
    "placement.needs.no_strength": N_("Write at least one strength: what does the person bring?"),
    "placement.needs.no_need": N_("Write at least one need."),
    "placement.needs.long": N_("This is too long. Write at most {most} letters."),
    "placement.needs.day": N_("Choose today or an earlier day."),
    "placement.needs.no_funder": N_("Choose the funder that this talk is reported to."),
}
