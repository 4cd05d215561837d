"""Sentences of studies: notes on items, groups, calibrations, raters, quality."""

from lms.kernel.language import N_, Sentence

SENTENCES: dict[str, Sentence] = {
    "job.placement.calibrate": N_("Estimate the numbers of questions"),
    "job.placement.decide_again": N_("Decide stored results again"),
    "job.placement.erase_recordings": N_("Erase voices half a year after their score"),
    "job.placement.figures": N_("Work out figures of questions"),
    "job.placement.look_at_rules": N_("Look whether rules of placement changed"),
    "job.placement.prepare": N_("Prepare the test for new level borders"),
    "job.placement.prepare_bank": N_("Prepare the test for a new edition of questions"),
    "job.placement.study": N_("Work out figures of questions and raters"),
    "placement.note.harder": N_("Harder than its number says"),
    "placement.note.easier": N_("Easier than its number says"),
    "placement.note.tells_little": N_("Tells little about a person"),
    "placement.note.drifts": N_("Answered otherwise than before"),
    "placement.note.asked_too_often": N_("Asked very often"),
    "placement.group.first_language": N_("First language"),
    "placement.group.script": N_("Script"),
    "placement.group.sex": N_("Gender"),
    "placement.group.age": N_("Age"),
    "placement.group.schooling": N_("Schooling"),
    "placement.side.age.young": N_("under 30"),
    "placement.side.age.older": N_("30 and older"),
    "placement.side.schooling.little": N_("under 9 years"),
    "placement.side.schooling.long": N_("9 years and more"),
    "placement.side.sex.female": N_("women"),
    "placement.side.sex.male": N_("men"),
    "placement.choose_hold": N_("Choose which numbers stay as they are."),
    "placement.choose_estimator": N_("Choose who works the numbers out."),
    "placement.measuring_already": N_("This bank is being measured. Wait until it is done, or stop it."),
    "placement.choose_model": N_("Choose how much the answers have to say."),
    "placement.bank_not_asked": N_("No test asks from this bank. Make an edition first, then take numbers into use."),
    "placement.no_numbers": N_("There are no new numbers in this set."),
    "placement.unfit.too_unsure": N_("The answers do not settle its numbers yet. More people are needed."),
    "placement.unfit.too_few_to_link": N_(
        "The answers settle fewer than 5 questions: too few to keep the levels where they are. More people are needed."
    ),
    "placement.unfit.too_few_people": N_("Too few people: {people}. At least 100 are needed."),
    "placement.unfit.too_few_items": N_("Fewer than two questions have enough answers."),
    "placement.unfit.too_few_answers": N_("Too few answers. At least 50 are needed."),
    "placement.unfit.all_answers_alike": N_("Everybody answered alike, so nothing can be measured."),
    "placement.unfit.only_anchors": N_(
        "All questions with enough answers keep their numbers. There is nothing to measure."
    ),
    "placement.unfit.too_few_anchors": N_("Too few questions that keep their numbers. Choose: all questions anew."),
    "placement.unfit.anchors_of_several_slopes": N_(
        "Questions that keep their numbers tell more or less. Choose two numbers a question."
    ),
    "placement.unfit.anchor_without_answers": N_("A question that keeps its number has no answers."),
    "placement.say_why": N_("Write one sentence: why these scores?"),
    "placement.nothing_to_practise": N_("There is no text and no recording any more, so nobody can practise on it."),
}
