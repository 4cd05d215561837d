"""Certificates: why one cannot be issued, what stands on it."""

from collections.abc import Mapping

from lms.kernel.language import N_, NP_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.not_passed": N_("{name} has not passed this on that day. Record the result first."),
    "curricula.nothing_attended": N_("{name} has not attended anything of this course. There is nothing to confirm."),
    "curricula.certificate_there": N_("{name} has this certificate already. Open it to issue it again."),
    "curricula.certificate_ended": N_("This certificate of {name} does not hold any more."),
    "curricula.certificate_busy": N_("Somebody else issues certificates right now. Try again."),
    "curricula.why_ended": N_("Write why, in one sentence."),
    "curricula.no_such_code": N_("No certificate has this code. Compare it with the paper, sign by sign."),
    "curricula.certificates_issued": NP_("{count} certificate is ready.", "{count} certificates are ready.", "count"),
    "curricula.lessons_of_45": NP_("{count} lesson of 45 minutes", "{count} lessons of 45 minutes", "count"),
}
