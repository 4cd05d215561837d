"""Which track is mine: answers, papers, what an estimate assumes."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.yes": N_("yes"),
    "curricula.no": N_("no"),
    "curricula.answer.eligible": N_("May enter"),
    "curricula.answer.unknown": N_("Not known yet"),
    "curricula.answer.not_eligible": N_("Not for this person"),
    "curricula.track_open": N_("{track}: no rule is known. Ask before you decide."),
    "curricula.track_by_document": N_("{track}: a document decides. It is named under Which track."),
    "curricula.document.intake_assessment": N_("the talk and test at the beginning"),
    "curricula.document.municipal_referral": N_("the letter of the municipality"),
    "curricula.document.residence_decision": N_("the decision of the authority"),
    "curricula.document.birth_date": N_("a paper with the birth date"),
    "curricula.document.civic_integration_letter": N_("the civic integration letter"),
    "curricula.document.learnability_test": N_("the learnability test"),
    "curricula.document.broad_intake": N_("the broad intake of the municipality"),
    "curricula.document.integration_plan": N_("the integration plan"),
    "curricula.document.protection_notice": N_("the notice of protection"),
    "curricula.document.integration_agreement": N_("the integration agreement"),
    "curricula.document.integration_contract": N_("the signed integration contract"),
    "curricula.document.ofii_test": N_("the test of the immigration office"),
    "curricula.document.language_certificate": N_("a language certificate"),
    "curricula.document.final_test": N_("the final test"),
    "curricula.document.reception_interview": N_("the reception interview"),
    "curricula.document.settlement_eligibility": N_("the paper that shows who may use settlement services"),
    "curricula.document.placement_test": N_("the placement test"),
    "curricula.document.visa_grant": N_("the visa grant notice"),
    "curricula.document.funding_evidence": N_("the papers for funding"),
    "curricula.document.initial_assessment": N_("the initial assessment"),
    "curricula.document.nt2_intake": N_("the intake for Dutch"),
    "curricula.document.own_wish": N_("the wish of the person"),
    "curricula.document.entitlement_certificate": N_("the certificate that entitles to the course"),
    "curricula.document.entitlement_certificate_work": N_("the certificate that entitles to the vocational course"),
    "curricula.document.municipal_admission": N_("the admission by the municipality"),
    "curricula.document.attendance_record": N_("the record of attendance"),
    "curricula.document.recognition_notice": N_("the notice of recognition"),
    "curricula.after.first_course": N_("after the first course begins"),
    "curricula.after.months_used": N_("counted in months of courses"),
    "curricula.after.module_start": N_("after the module begins"),
    "curricula.after.course_start_with_long_schooling": N_("after the course begins, with long schooling"),
    "curricula.after.course_start_with_short_schooling": N_("after the course begins, with short schooling"),
    "curricula.after.course_start_collective_protection": N_("after the course begins, with collective protection"),
    "curricula.after.plan_decision": N_("after the plan is decided"),
    "curricula.after.settling_in_the_municipality": N_("after moving to the municipality"),
    "curricula.after.first_permit": N_("after the first permit"),
    "curricula.after.before_the_examination": N_("before the examination"),
    "curricula.after.arrival": N_("after arrival"),
    "curricula.after.registration": N_("after registration"),
    "curricula.after.last_attendance": N_("after the last lesson"),
    "curricula.after.entitlement_certificate": N_("after the entitlement was issued"),
    "curricula.after.application": N_("after the application"),
    "curricula.after.first_admission": N_("after the first admission"),
    "curricula.assume.profile.not_literate": N_("Counted for somebody who does not read yet."),
    "curricula.assume.profile.low": N_("Counted for somebody with few years at school, or with another script."),
    "curricula.assume.profile.mid": N_("Counted for somebody with 10 or 11 years at school."),
    "curricula.assume.profile.high": N_("Counted for somebody with 12 years at school or more."),
    "curricula.assume.profile.fast": N_("Counted for somebody who learns fast."),
    "curricula.assume.profile_unknown": N_("Nobody has looked at reading and school yet. So the range is wide."),
    "curricula.assume.published": N_("{programme} publishes hours for this. Source: {source}."),
    "curricula.assume.scaled": N_("{programme} publishes hours for other people. They were scaled. Source: {source}."),
    "curricula.assume.neutral": N_(
        "The programme publishes no hours for this. Hours of Flanders stand in. Source: {source}."
    ),
    "curricula.assume.months": N_(
        "{programme} publishes {months} months on average and {most} at most. Source: {source}."
    ),
    "curricula.assume.spread": N_("The range goes from three quarters of these hours to one and three quarters."),
    "curricula.assume.languages": N_(
        "Whoever has learnt two languages before is often quicker. We left out the slowest part. This is our own guess."
    ),
    "curricula.assume.attended": N_("{hours} hours at this level are already attended."),
    "curricula.assume.weekly": N_("Counted with {hours} hours a week, all attended."),
    "curricula.assume.weekly_first": N_("The first day counts with {hours} hours a week, all attended."),
    "curricula.assume.slower": NP_(
        "{count} level here took {hours} hours. Usual are {usual}. So the range is longer.",
        "{count} levels here took {hours} hours each. Usual are {usual}. So the range is longer.",
        "count",
    ),
    "curricula.assume.quicker": NP_(
        "{count} level here took {hours} hours. Usual are {usual}. So the range is shorter.",
        "{count} levels here took {hours} hours each. Usual are {usual}. So the range is shorter.",
        "count",
    ),
    "curricula.assume.comes": N_("Lately {share} of 100 lessons were attended. The later day counts with that."),
    "curricula.assume.breaks": N_(
        "The later date leaves room for {weeks} weeks without class a year. This is our own guess."
    ),
    "curricula.assume.not_verified": N_("This figure is not verified."),
}
