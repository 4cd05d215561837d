"""What a new version of a pack changes."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.effect.module_length": N_("{module}: {after} lessons. Before: {before}."),
    "curricula.effect.module_level": N_("{module} leads to another level: {after}. Before: {before}."),
    "curricula.effect.module_prerequisites": N_("{module} asks for something else before it."),
    "curricula.effect.module_gone": N_("{module} is no longer part of the programme."),
    "curricula.effect.group_maximum": N_("Largest group: {after}. Before: {before}."),
    "curricula.effect.entry_refused": N_(
        "{group}: these people could not enter it by the new rule. They keep their seats."
    ),
    "curricula.effect.budget": N_(
        "Hours granted, {kind}: {after} lessons. Before: {before}. Budgets given before stay as they are."
    ),
    "curricula.effect.attendance_share": N_("Attendance asked: {after}. Before: {before}."),
    "curricula.effect.examination_new": N_("New examination: {examination}. Levels: {levels}."),
    "curricula.effect.examination_changed": N_("{examination} changes. Levels from then on: {levels}."),
    "curricula.effect.examination_gone": N_("{examination} is no longer part of the programme."),
    "curricula.effect.price": N_("Price, {what}: {after}. Before: {before}."),
}
