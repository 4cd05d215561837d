"""Sentences of childcare."""

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: dict[str, Sentence] = {
    "job.childcare.papers": N_("Remind of papers of carers that end soon"),
    "job.childcare.waiting": N_("Offer free childcare places"),
    "audit.what.day": N_("Children of a day"),
    "audit.what.fire_list": N_("The fire list"),
    "audit.what.log": N_("Accidents"),
    "audit.what.handover": N_("How a child was handed over"),
    "audit.what.sheet": N_("The sheet of a child"),
    "audit.what.collect": N_("Who collects a child"),
    "audit.what.card": N_("Cards of children"),
    "childcare.no_places": N_("A care group needs at least one place."),
    "childcare.ages_turned": N_("The first age must be lower than the last one."),
    "childcare.closed": N_("Childcare is closed on {weekday} at {starts}. Choose a class at another time."),
    "childcare.full": N_("{group} group is full on {weekday} at {starts}: no place for {child}. Choose another class."),
    "childcare.full_then": N_("{group} group is full on {day} at {starts}: no place for {child}. Choose another week."),
    "childcare.kept": N_("Place is kept for {children}."),
    "childcare.not_today": N_("This place is for {day}."),
    "childcare.not_here": N_("This child has not come yet. Check it in first."),
    "childcare.who_collects": N_("Choose who collects the child."),
    "childcare.rules_refused": N_("The files of the ratio rules have mistakes. None was taken in: mend them first."),
    "childcare.place_gone": N_(
        "A child of {name} comes on {day} after all, but the group is full. Find a place or call the parent."
    ),
    "childcare.place_gone.no_call": N_(
        "A child of {name} comes on {day} after all, but the group is full. Find a place, or tell the parent without a call."
    ),
    "childcare.moved_full": N_(
        "The class of {name} is on {day} at {starts} now, and the care group is full then. Find a place for the child."
    ),
    "childcare.moved_closed": N_(
        "The class of {name} is on {day} at {starts} now. Childcare is closed then. Find a way."
    ),
    "childcare.no_place_there.text": N_("{place}: read our letter before {day}: {page}"),
    "childcare.no_place_there.subject": N_("No place for {child} on {day} yet"),
    "childcare.no_place_there.body": N_(
        "Hello {name},\n\nyour class is on {day} at {starts} now. There is no place for {child} at that time yet."
        " We look for one. Call us before you come."
    ),
    "childcare.call_no_place": N_(
        "Call {name}: the class is on {day} at {starts} now, and there is no care place for the child yet."
    ),
    "childcare.call_no_place.no_call": N_(
        "Tell {name} without a call: the class is on {day} at {starts} now, and there is no care place for the child yet."
    ),
    "childcare.full_elsewhere": N_(
        "{group} group is full on {weekday} at {starts}: no place for {child}. There are places beside {sections}."
    ),
    "childcare.carers_short": NP_(
        "On {weekday} at {starts} {needed} carer is needed and {has} on duty. Find a carer, or choose another class.",
        "On {weekday} at {starts} {needed} carers are needed and {has} on duty. Find a carer, or choose another class.",
        "needed",
    ),
    "childcare.name_missing": N_("Write a name."),
    "childcare.name_taken": N_("{name} is there already. Choose another name."),
    "childcare.area": N_("Write the area in square metres: a number above 0."),
    "childcare.room_has_more": N_("The groups of this room have {places} places. Make a group smaller first."),
    "childcare.more_taken": N_("{taken} places are taken on a day to come. Move children first."),
    "childcare.room_largest": N_(
        "{has} places are more than the {allowed} of this room. Choose fewer places, or write why it may be so."
    ),
    "childcare.group_largest": N_(
        "{has} places are more than the {allowed} that the rule allows in one group of this age. Make two groups, or write"
        " why it may be so."
    ),
    "childcare.room_area": N_(
        "The room is large enough for {allowed} children, not for {has}. Choose fewer places, or write why it may be so."
    ),
    "childcare.minimum_staff": N_("Write a number of carers from 1 to 20, or nothing."),
    "childcare.late_minutes": N_("Write minutes from 0 to 120."),
    "childcare.need": N_("Choose a need from 0 to 3."),
    "childcare.not_on_list": N_(
        "This person is not on the list. Keep the child here. Ask the parent. If the parent agrees, write the person on"
        " the list and ask for a paper with a picture."
    ),
    "childcare.wrong_code": NP_(
        "This code is not right. {left} more try, then the pad is locked. You can choose the person on the list.",
        "This code is not right. {left} more tries, then the pad is locked. You can choose the person on the list.",
        "left",
    ),
    "childcare.pad_locked": N_(
        "Too many wrong codes. The pad is locked until {time}. Choose the person on the list and ask for a paper with a"
        " picture."
    ),
    "childcare.code_length": N_("A code has 4 to 6 digits."),
    "childcare.code_simple": N_("This code is easy to guess, or taken. Choose another one."),
    "childcare.card_unknown": N_("This card opens nothing any more. Choose the child on the list."),
    "childcare.days_turned": N_("The last day is before the first one."),
    "childcare.times_turned": N_("The end must be after the beginning."),
    "childcare.too_many_days": N_("Enter at most {days} days in one go."),
    "childcare.papers_missing": N_("{name} does not count on {day}: a paper has ended or is missing. Renew it first."),
    "childcare.incident_kind": N_("Choose what it was."),
    "childcare.what_happened": N_("Write in one or two sentences what happened."),
    "childcare.not_yet": N_("This time is still to come."),
    "childcare.no_kindergarten": N_("Write first which kindergarten it is."),
    "childcare.who_agrees": N_("Write who agrees."),
    "childcare.no_consent": N_("The parent has not agreed yet. Ask first, then print."),
    "childcare.step_in": N_("You are also on duty on {day} from {starts} to {ends}."),
    "childcare.paper_ends": N_("A paper of {name} ends on {day}. Ask for a new one."),
    "childcare.back_without_place": N_(
        "{name} is back after a pause, and there is no care place for the child. It comes first on the waiting list."
    ),
    "childcare.back_none.text": N_("{place}: there is a letter for you. Read it here: {page}"),
    "childcare.back_none.subject": N_("No care place for {children} yet"),
    "childcare.back_none.body": N_(
        "Hello {name},\n\nyour seat is yours again. There is no care place for {children} yet. Your family is first on"
        " the waiting list, and we write as soon as a place is free. Call us if you can come without your child."
    ),
    "childcare.call_back_none": N_(
        "Call {name}: the seat is kept again after a pause, and there is no care place for the child yet."
    ),
    "childcare.call_back_none.no_call": N_(
        "Tell {name} without a call: the seat is kept again after a pause, and there is no care place for the child yet."
    ),
    "childcare.place_found.text": N_("{place}: there is good news for you. Read it here: {page}"),
    "childcare.place_found.subject": N_("There is a care place for {child}"),
    "childcare.place_found.body": N_(
        "Hello {name},\n\nthere is a place for {child} beside your class {section} now. You can bring your child."
    ),
    "childcare.call_place_found": N_("Call {name}: there is a care place for the child beside {section} now."),
    "childcare.call_place_found.no_call": N_(
        "Tell {name} without a call: there is a care place for the child beside {section} now."
    ),
    "childcare.care_failed.text": N_("{place}: read our letter before {day}: {page}"),
    "childcare.care_failed.subject": N_("No childcare on {day}"),
    "childcare.care_failed.body": N_(
        "Hello {name},\n\nthere is no childcare for {children} on {day}. We are sorry. You need not come that day:"
        " you are excused. If somebody else looks after your child, come to class."
    ),
    "childcare.call_care_failed": N_("Call {name} ({phone}): there is no childcare on {day}. The absence is excused."),
    "childcare.call_care_failed.no_call": N_(
        "Tell {name} without a call: there is no childcare on {day}. The absence is excused."
    ),
    "childcare.kind_fall": N_("Fall or bump"),
    "childcare.kind_bite": N_("Bite or scratch"),
    "childcare.kind_unwell": N_("Unwell"),
    "childcare.kind_medicine": N_("Medicine given"),
    "childcare.kind_allergy": N_("Allergy"),
    "childcare.kind_behaviour": N_("Quarrel or fear"),
    "childcare.kind_other": N_("Something else"),
    "childcare.paper_childcare": N_("Trained for care"),
    "childcare.paper_childcare.record_check": N_("Check of records"),
    "childcare.paper_childcare.first_aid": N_("First aid"),
    "childcare.order_need": N_("Who needs it most"),
    "childcare.order_entry": N_("Who has waited longest"),
    "childcare.order_youngest": N_("The youngest child"),
    "childcare.absent": N_("This place is not here."),
    "childcare.child_under": NP_("a child under {years} year", "a child under {years} years", "years"),
    "childcare.child_between": N_("a child of {first} to {last} years"),
    "childcare.booked": N_("Care place booked"),
    "childcare.places": NP_("{places} place", "{places} places", "places"),
    "childcare.am": N_("am"),
    "childcare.pm": N_("pm"),
    "weekday.0": N_("Monday"),
    "weekday.1": N_("Tuesday"),
    "weekday.2": N_("Wednesday"),
    "weekday.3": N_("Thursday"),
    "weekday.4": N_("Friday"),
    "weekday.5": N_("Saturday"),
    "weekday.6": N_("Sunday"),
}
