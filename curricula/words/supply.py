"""Missing links: which group would fit but for one thing."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.lacks.no_group": N_("no group runs"),
    "curricula.lacks.full": N_("all groups are full"),
    "curricula.lacks.time": N_("no group fits the work hours"),
    "curricula.lacks.other": N_("something else is missing"),
    "curricula.lacks.childcare.full": N_("no care place"),
    "curricula.lacks.childcare.full_elsewhere": N_("no care place"),
    "curricula.lacks.childcare.closed": N_("childcare is closed then"),
    "curricula.lacks.childcare.carers_short": N_("too few carers"),
    "curricula.near.seat": N_("{section} would fit if it had one more seat."),
    "curricula.near.time": N_("{section} would fit if there were time on {weekdays}."),
    "curricula.near.childcare.full": N_(
        "{section} would fit if there were a care place in {group} group on {weekday} at {starts}."
    ),
    "curricula.near.childcare.full_elsewhere": N_(
        "{section} would fit if there were a care place in {group} group on {weekday} at {starts}."
    ),
    "curricula.near.childcare.closed": N_("{section} would fit if childcare were open on {weekday} at {starts}."),
    "curricula.near.childcare.carers_short": N_("{section} would fit with one more carer on {weekday} at {starts}."),
    "curricula.near.other": N_("{section} would fit but for one thing. {what}"),
    "curricula.near.several": NP_(
        "{section} comes nearest. {count} thing is missing: {what}.",
        "{section} comes nearest. {count} things are missing: {what}.",
        "count",
    ),
    "curricula.lack.seat": N_("a seat"),
    "curricula.lack.time": N_("time on {weekdays}"),
    "curricula.lack.childcare.full": N_("a care place"),
    "curricula.lack.childcare.full_elsewhere": N_("a care place"),
    "curricula.lack.childcare.closed": N_("open childcare"),
    "curricula.lack.childcare.carers_short": N_("a carer"),
    "curricula.lack.curricula.needs_level": N_("the level {level}"),
    "curricula.lack.curricula.needs_module": N_("{module}"),
    "curricula.not_ready": N_("{name} sits in a course that is not passed yet. Record the result first."),
    "curricula.pattern.mornings": N_("Mornings"),
    "curricula.pattern.afternoons": N_("Afternoons"),
    "curricula.pattern.evenings": N_("Evenings"),
}
