"""Internships, jobs, volunteering, clubs, and practice between two steps."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "file.curricula_opportunity": N_("Work and volunteering"),
    "file.curricula_interest": N_("Who wants a place at a company"),
    "file.curricula_posting_link": N_("Links for companies"),
    "curricula.opportunity_kind.internship": N_("Internship"),
    "curricula.opportunity_kind.job": N_("Job"),
    "curricula.opportunity_kind.volunteering": N_("Volunteering"),
    "curricula.opportunity_kind.club": N_("Practice club"),
    "curricula.practice_letter.text": N_("{place}: there is something to practise for you. Look here: {page}"),
    "curricula.practice_letter.subject": N_("Practise until your next class"),
    "curricula.practice_letter.body": N_(
        "Hello {name},\n\nyou passed {module}. Since then you had no lesson. Your language stays when you use it.\n\n"
        "{ways}\n\nYou find it on your start page in Onward, or ask us. We look forward to seeing you.\n\n{centre}"
    ),
    "curricula.practice_letter.units": N_("Exercises on your phone, at any time."),
    "curricula.opportunity.title": N_("Write what people do there."),
    "curricula.opportunity.organisation": N_("Write the name of the company or association."),
    "curricula.opportunity.places": N_("Write how many people can come, from 1 to 500."),
    "curricula.opportunity.places_given": N_("{taken} places are given already. Write that number or more."),
    "curricula.opportunity.long": N_("This is too long. Write at most {most} letters."),
    "curricula.opportunity.from_day": N_("Write the first day as year-month-day, or leave it empty."),
    "curricula.opportunity.to_day": N_("The last day comes after the first one, at most three years later."),
    "curricula.opportunity.ends": N_("Write both times, the later one second, or leave both empty."),
    "curricula.opportunity_over": N_("This is not offered any more. Look at the others."),
    "curricula.opportunity_full": N_("All places are given. Look at the others."),
    "curricula.no_such_link": N_("This address does not work any more. Ask the centre for a new one."),
    "curricula.interest.asked": N_("Asked, no answer yet"),
    "curricula.interest.accepted": N_("Has the place"),
    "curricula.interest.declined": N_("It did not work out"),
    "curricula.interest.done": N_("Taken part"),
    "curricula.interest.withdrawn": N_("Taken back"),
    "curricula.interest_do.asked": N_("Ask again"),
    "curricula.interest_do.accepted": N_("Give the place"),
    "curricula.interest_do.declined": N_("Say no"),
    "curricula.interest_do.done": N_("Has taken part"),
    "curricula.interest_job.asked": N_("Has applied, no answer yet"),
    "curricula.interest_job.accepted": N_("Has got the job"),
    "curricula.interest_job.declined": N_("It did not work out"),
    "curricula.interest_job.done": N_("Works there"),
    "curricula.interest_job.withdrawn": N_("Taken back"),
    "curricula.interest_job_do.asked": N_("Ask again"),
    "curricula.interest_job_do.accepted": N_("Has got the job"),
    "curricula.interest_job_do.declined": N_("It did not work out"),
    "curricula.interest_job_do.done": N_("Works there now"),
    "curricula.interest_answered": N_("Somebody has answered already. Look again."),
    "curricula.interest_minutes": N_("Write the hours as a number from 0 to 3333."),
}
