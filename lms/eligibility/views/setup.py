"""Bases and kinds of a provider."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.eligibility import queries, services
from lms.eligibility.domain import USUAL, Basis
from lms.eligibility.views.door import SETUP, pages, trouble_of, typed_day, typed_number
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, render


@pages.get("/eligible/setup", permission=SETUP)
def setup() -> Any:
    """Every basis with its rule and day, every kind; forms for new ones."""
    return _setup()


def _setup(refused: errors.OnwardError | None = None, form: str = "") -> Any:
    g.place = "eligibility.setup"
    return render(
        "eligibility/setup.html",
        refused.status if refused else 200,
        bases=queries.bases(),
        kinds=queries.kinds(),
        usual=[language.say(f"eligibility.kind.{one}") for one in USUAL],
        today=current_day(),
        typed=request.form,
        form=form,
        **trouble_of(refused),
    )


@pages.post("/eligible/bases", permission=SETUP)
def add_basis() -> Any:
    """A new one."""
    try:
        one = _typed()
        kept = services.keep_basis(one, actor=current_actor())
    except (errors.Invalid, errors.Conflict) as refused:
        return _setup(refused, "new")
    undo = url_for("eligibility.end_basis", basis_id=kept)
    return done(_("%(name)s is a basis from now on.", name=one.name.strip()), "eligibility.setup", undo=undo)


def _typed() -> Basis:
    given = request.form
    return Basis(
        given.get("name", ""),
        given.get("reason", ""),
        typed_day("since"),
        typed_number("months"),
        typed_number("age_from"),
        typed_number("age_to"),
    )


@pages.post("/eligible/bases/<basis_id>", permission=SETUP)
def change_basis(basis_id: str) -> Any:
    """Another rule, another length. Who is eligible already keeps their own days."""
    try:
        services.keep_basis(_typed(), basis_id=basis_id, actor=current_actor())
    except (errors.Invalid, errors.Conflict) as refused:
        return _setup(refused, basis_id)
    return done(_("The basis is changed. Who is eligible already keeps their own days."), "eligibility.setup")


@pages.post("/eligible/bases/<basis_id>/end", permission=SETUP)
def end_basis(basis_id: str) -> Any:
    """It takes nobody new."""
    services.end_basis(basis_id, current_day())
    undo = url_for("eligibility.go_on_with_basis", basis_id=basis_id)
    return done(_("The basis takes nobody new."), "eligibility.setup", undo=undo)


@pages.post("/eligible/bases/<basis_id>/on", permission=SETUP)
def go_on_with_basis(basis_id: str) -> Any:
    """It had not ended."""
    services.go_on_with_basis(basis_id)
    return done(_("It is in the list as before."), "eligibility.setup")


@pages.post("/eligible/kinds", permission=SETUP)
def add_kind() -> Any:
    """A kind, or the usual ones at once."""
    usual = request.form.get("usual") == "1"
    names = [language.say(f"eligibility.kind.{one}") for one in USUAL] if usual else [request.form.get("kind_name", "")]
    try:
        new = services.add_kinds(names, actor=current_actor())
    except errors.Invalid as refused:
        return _setup(refused, "kind")
    return done(
        ngettext("%(num)s kind is new.", "%(num)s kinds are new.", new) if new else _("It is in the list already."),
        "eligibility.setup",
    )


@pages.post("/eligible/kinds/<kind_id>", permission=SETUP)
def rename_kind(kind_id: str) -> Any:
    """Another word for the same."""
    try:
        services.rename_kind(kind_id, request.form.get("kind_name", ""), actor=current_actor())
    except (errors.Invalid, errors.Conflict) as refused:
        return _setup(refused, kind_id)
    return done(_("The kind has another name. What was given is counted under it."), "eligibility.setup")


@pages.post("/eligible/kinds/<kind_id>/end", permission=SETUP)
def end_kind(kind_id: str) -> Any:
    """It is given no more."""
    services.end_kind(kind_id, current_day())
    undo = url_for("eligibility.go_on_with_kind", kind_id=kind_id)
    return done(_("It is given no more. What was given stays counted."), "eligibility.setup", undo=undo)


@pages.post("/eligible/kinds/<kind_id>/on", permission=SETUP)
def go_on_with_kind(kind_id: str) -> Any:
    """It had not ended."""
    services.go_on_with_kind(kind_id)
    return done(_("It is in the list as before."), "eligibility.setup")
