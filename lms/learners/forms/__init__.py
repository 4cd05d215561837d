"""Forms about a person and about her week."""

from lms.learners.forms.people import ChildForm, PersonForm, ShiftForm, child_of, facts_of

__all__ = ["ChildForm", "PersonForm", "ShiftForm", "child_of", "facts_of"]
