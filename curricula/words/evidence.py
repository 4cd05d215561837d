"""Checks, results, kept work, and learning elsewhere."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "audit.what.progress": N_("Progress"),
    "audit.what.results": N_("Results"),
    "audit.what.tracks": N_("Which track fits"),
    "audit.what.work": N_("Work that was handed in"),
    "audit.what.work_file": N_("A file that was handed in"),
    "audit.what.opportunity": N_("Who wants a place at a company"),
    "curricula.absent": N_("This is not here."),
    "curricula.check_ahead": N_("This day has not come yet. Check the date."),
    "curricula.no_such_scale": N_("{name}: this scale is not known here."),
    "curricula.off_the_scale": N_("{name}: the points go from {lowest} to {highest}."),
    "curricula.error_needed": N_("{name}: the error of a check is more than 0 and less than the scale."),
    "curricula.another_level": N_(
        "{name} learns at another level. Check that level, or change the person’s level first."
    ),
    "curricula.before_class": N_("{name} was not in this class on that day. Check the date."),
    "curricula.no_such_form": N_("{name}: this test has no such form. Choose one of its forms."),
    "curricula.scale_name": N_("Write what the test is called."),
    "curricula.scale_ends": N_("The most points have to be more than the fewest."),
    "curricula.scale_reached": N_("The points that show the level lie between the fewest and the most."),
    "curricula.scale_error": N_("Write the error in points: more than 0, less than the whole scale."),
    "curricula.part_skills": N_("Say which skills this part measures."),
    "curricula.part_twice": N_("Another part measures this skill already. Choose it once."),
    "curricula.no_such_part": N_("{name}: this test has no part for that skill. Leave the field empty."),
    "curricula.scale_used": N_("Somebody was checked on this scale. Its ends stay. Describe a new test instead."),
    "curricula.scale_ours": N_("This name belongs to our own points. Choose another one."),
    "curricula.work_missing": N_("Choose a photo, a recording or a PDF."),
    "curricula.work_large": N_("This file is larger than 8 MB. Take a smaller photo or a shorter recording."),
    "curricula.work_type": N_("Only photos (JPEG, PNG, WebP), sound and PDF can be kept."),
    "curricula.work_consent": N_("Ask the person whether it may be kept. Then say how they agreed."),
    "curricula.work_outcome": N_("Choose what the work shows."),
    "curricula.outline_name": N_("Write what the course elsewhere is called."),
    "curricula.outline_unreadable": N_(
        "This sheet has no units. Take a CSV file with one unit in each line, at most 200."
    ),
    "curricula.check_first": N_(
        "First comes a short check. The teacher makes it with the learner and says when to begin."
    ),
    "curricula.outline_empty": N_("Choose a module here for at least one unit."),
    "curricula.credit_nothing": N_(
        "None of these units stands for a module here. Choose another one, or change the table."
    ),
    "curricula.credit_proof": N_("Write which paper shows it."),
    "curricula.nothing_entered": N_("No points yet. Enter at least one."),
    "curricula.not_a_number": N_("{name}: write the points as a number, or leave the field empty."),
    "curricula.module_missing": N_("Choose a module."),
}
