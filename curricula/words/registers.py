"""Registers and cohorts that come as files."""

from collections.abc import Mapping

from lms.kernel.language import N_, Sentence

SENTENCES: Mapping[str, Sentence] = {
    "curricula.registers_missing": N_("The file {name} is missing in this folder."),
    "curricula.registers_column": N_("{file} has no column {name}."),
    "curricula.registers_out_of_order": N_("The marks and checks must be in order of day. Sort them first."),
    "curricula.registers_unknown_enrolment": N_("A mark names an enrolment that enrolments.parquet does not have."),
    "curricula.registers_numbering": N_("enrolments.parquet must number its enrolments 0, 1, 2 and so on."),
    "curricula.cohort_value": N_("{file}: look at the column {name}. One value there cannot be."),
    "curricula.cohort_small": N_("This group has fewer than two learners."),
}
