"""Courses for work, the way into work, the CV."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.strand_hours": N_("Write the lessons as numbers from 0 to 2000."),
    "curricula.strand_reason": N_("One part has no lessons. Write why, or give it some."),
    "curricula.needs_language_teacher": N_("{section} needs a language teacher with a valid paper for this course."),
    "curricula.needs_sector_expert": N_("{course} needs an expert of the trade. Name one first."),
    "curricula.needs_strand": N_("{course} has a part without lessons. Give it some, or write why not."),
    "curricula.lacks.language_teacher": N_("A language teacher with a valid paper"),
    "curricula.lacks.sector_expert": N_("An expert of the trade"),
    "curricula.lacks.strand": N_("Lessons of every part, or a reason"),
    "curricula.task.find_work": N_("{name} looks for work. Talk with {name} about the way there."),
    "curricula.task.start_business": N_("{name} wants to start a business. Talk with {name} about the way there."),
    "curricula.cv.contact": N_("How to reach me"),
    "curricula.cv.about": N_("About me"),
    "curricula.cv.languages": N_("Languages"),
    "curricula.cv.learning": N_("What I have learnt"),
    "curricula.cv.work": N_("Work and helping out"),
    "curricula.cv.skills": N_("What I can do in the new language"),
    "curricula.cv_long": N_("This part is too long. Shorten it to about one page."),
    "curricula.cv_empty": N_("Write something into one part."),
    "curricula.cv_absent": N_("Keep your CV first. Then you can print it."),
}
