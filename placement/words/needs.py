"""Needs and strengths: the domains, and what is missing."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
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
