"""What a review says: chance, flag rates, its numbers, effort, profiles."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "job.curricula.editions": N_("Keep the rules of programmes as they are in force"),
    "job.curricula.follow_up": N_("Ask people how they are after their course"),
    "job.curricula.practice": N_("Offer practice between two steps"),
    "job.curricula.review": N_("Look at the progress of all learners"),
    "job.curricula.review_provider": N_("Look at the progress of your learners"),
    "curricula.rule_reason": N_("Write one sentence: why other numbers?"),
    "curricula.rule_ahead": N_("Choose today or a day that is still to come."),
    "curricula.rule_number": N_("Choose a number from {lowest} to {highest}."),
    "curricula.rule_order": N_("The first mark comes before the second."),
    "curricula.chance.very_likely.between": N_(
        "Learning very likely stands still: so it is with {low} to {high} of 10 people with such checks and hours."
    ),
    "curricula.chance.very_likely.one": N_(
        "Learning very likely stands still: so it is with about {high} of 10 people with such checks and hours."
    ),
    "curricula.chance.likely.between": N_(
        "Learning likely stands still: so it is with {low} to {high} of 10 people with such checks and hours."
    ),
    "curricula.chance.likely.one": N_(
        "Learning likely stands still: so it is with about {high} of 10 people with such checks and hours."
    ),
    "curricula.chance.open.between": N_(
        "The checks leave it open: learning stands still with {low} to {high} of 10 people with such checks and hours."
    ),
    "curricula.chance.open.one": N_(
        "The checks leave it open: learning stands still with about {high} of 10 people with such checks and hours."
    ),
    "curricula.chance.unlikely.between": N_(
        "Learning likely moves: it stands still with {low} to {high} of 10 people with such checks and hours."
    ),
    "curricula.chance.unlikely.one": N_(
        "Learning likely moves: it stands still with about {high} of 10 people with such checks and hours."
    ),
    "curricula.flags.sex": N_("Gender"),
    "curricula.flags.age": N_("Age"),
    "curricula.flags.first_language": N_("First language"),
    "curricula.flags.schooling": N_("Years at school"),
    "curricula.group.under_25": N_("under 25"),
    "curricula.group.25_to_39": N_("25 to 39"),
    "curricula.group.40_and_over": N_("40 and over"),
    "curricula.group.0_to_5": N_("0 to 5"),
    "curricula.group.6_to_9": N_("6 to 9"),
    "curricula.group.10_and_more": N_("10 and more"),
    "curricula.group.": N_("Not known"),
    "curricula.rule.enough_ratio": N_("Share of the expected lessons before anything is said"),
    "curricula.rule.watch_ratio": N_("Times the expected lessons: slower than expected"),
    "curricula.rule.blocked_ratio": N_("Times the expected lessons: time to talk"),
    "curricula.rule.regular_attendance": N_("Share of lessons that counts as coming regularly"),
    "curricula.rule.long_pause_weeks": N_("Weeks of a long pause"),
    "curricula.rule.review_weeks": N_("Weeks until somebody looks again"),
    "curricula.effort.high": N_("High"),
    "curricula.effort.medium": N_("Medium"),
    "curricula.effort.low": N_("Low"),
    "curricula.profile.not_literate": N_("per level, no reading before this course"),
    "curricula.profile.low": N_("per level, few years at school or another script"),
    "curricula.profile.mid": N_("per level, some years at school"),
    "curricula.profile.high": N_("per level, many years at school"),
    "curricula.profile.fast": N_("per level, fast group"),
    "curricula.profile.": N_("School years and reading are not known."),
    "curricula.mark.talk": N_("Time to talk"),
    "curricula.line.talk": N_("Comes every week. The course may not fit."),
    "curricula.goal.": N_("Not chosen yet"),
}
