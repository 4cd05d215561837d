"""Pages of signing in and of one's own account."""

from typing import Any

from flask import current_app, make_response, redirect, request, session, url_for
from flask_babel import gettext as _

from lms.accounts import domain, forms, models, parked, queries
from lms.accounts.services import people, sign_in
from lms.kernel import config, db, errors, plugins
from lms.kernel.actor import Role, system
from lms.kernel.web import PUBLIC, SIGNED_IN, Pages, current_actor, done, now, refuse, render
from lms.kernel.web.addresses import qr_on_paper

pages = Pages("accounts", __name__)
COOKIE = "onward"
PENDING = "second_factor_of"


def _settings() -> config.Settings:
    settings: config.Settings = current_app.config["ONWARD"]
    return settings


# --- coming in -------------------------------------------------------------------------------------------------------


@pages.get("/sign-in", permission=PUBLIC)
def sign_in_page() -> Any:
    """The door: card, help, and quietly the way for staff."""
    return render("accounts/sign_in.html", next=parked.safe_next(request.args.get("next")))


@pages.get("/sign-in/staff", permission=PUBLIC)
def staff() -> Any:
    """E-mail and password."""
    form = forms.SignInForm()
    form.next.data = request.args.get("next", "")
    return _sign_in_form(form)


def _sign_in_form(form: forms.SignInForm, status: int = 200) -> Any:
    demo = _settings().demo
    return render(
        "accounts/sign_in_staff.html",
        status,
        form=form,
        away=False,
        demo_sign_ins=queries.demo_sign_ins() if demo else [],
        demo_card=demo and queries.demo_learner() is not None,
        demo_password=domain.DEMO_PASSWORD,
    )


@pages.post("/sign-in/demo-card", permission=PUBLIC)
def demo_card() -> Any:
    """In the demonstration: a card of the first learner, opened as if the camera had read it."""
    membership_id = queries.demo_learner() if _settings().demo else None
    membership = db.session().get(models.Membership, membership_id or "")
    if membership is None:
        raise errors.NotFound("page.absent")
    with db.scoped(membership.provider_id):
        visitor = system("demonstration", membership.provider_id)
        token = people.make_card(membership.id, actor=visitor, now=now(), keep_earlier=True)
        db.session().flush()
    return redirect(url_for("accounts.card", token=token))


@pages.post("/sign-in/staff", permission=PUBLIC)
def check() -> Any:
    """Check e-mail and password; then the second factor or straight in."""
    form = forms.SignInForm()
    if not form.validate():
        return _sign_in_form(form, 422)
    try:
        user = sign_in.check_password(form.email.data or "", form.password.data or "", now=now())
    except errors.OnwardError as error:
        # A failed try is kept although the answer is a refusal: waits rise with it.
        db.session().commit()
        refuse(form, error)
        return _sign_in_form(form, error.status)
    roles = sign_in.memberships(user.id)
    if not roles:
        refuse(form, errors.Invalid("accounts.wrong_password", field="password"))
        return _sign_in_form(form, 422)
    step = _second_factor(user, roles[0])
    if step:
        session[PENDING] = user.id
        return redirect(url_for(step, next=form.next.data, parked=form.parked.data or None))
    return _enter(roles[0], "password", False, form.next.data, form.parked.data)


def _second_factor(user: models.User, membership: models.Membership) -> str | None:
    if user.totp_confirmed_at is not None:
        return "accounts.code"
    sensitive = any(one.sensitive for one in plugins.installed().permissions if Role(membership.role) in one.roles)
    return "accounts.enrol" if sensitive and _settings().totp == "required" else None


def _enter(membership: models.Membership, way: str, second_factor: bool, target: str | None, sealed: str | None) -> Any:
    token = sign_in.open_session(
        membership,
        way=way,
        second_factor=second_factor,
        device=domain.device_name(request.user_agent.string),
        now=now(),
    )
    session.pop(PENDING, None)
    kept = parked.opened(sealed or "")
    if kept is not None:
        answer = make_response(render("accounts/go_on.html", path=kept[0], fields=kept[1]))
    else:
        answer = make_response(redirect(parked.safe_next(target)))
    life = sign_in.LEARNER_LIFE if membership.role == Role.LEARNER else None
    answer.set_cookie(COOKIE, token, max_age=life, httponly=True, samesite="Lax", secure=_settings().secure_cookies)
    return answer


def _pending_user() -> models.User:
    user = db.session().get(models.User, session.get(PENDING, ""))
    if user is None:
        raise errors.NotFound("page.absent")
    return user


@pages.get("/sign-in/code", permission=PUBLIC)
def code() -> Any:
    """The second factor."""
    _pending_user()
    form = forms.CodeForm()
    form.next.data, form.parked.data = request.args.get("next", ""), request.args.get("parked", "")
    return render("accounts/code.html", form=form, qr=None, secret=None)


@pages.get("/sign-in/second-factor", permission=PUBLIC, writes=True)
def enrol() -> Any:
    """Set up the second factor: a QR code for the person's app."""
    user = _pending_user()
    if user.totp_confirmed_at is not None:
        return redirect(url_for("accounts.code"))
    form = forms.CodeForm()
    form.next.data, form.parked.data = request.args.get("next", ""), request.args.get("parked", "")
    address = sign_in.begin_second_factor(user)
    return render("accounts/code.html", form=form, qr=qr_on_paper(address), secret=user.totp_secret)


@pages.post("/sign-in/code", permission=PUBLIC)
def check_code() -> Any:
    """Check the code; the first right one puts the second factor in force."""
    user = _pending_user()
    form = forms.CodeForm()
    confirmed = user.totp_confirmed_at is not None
    try:
        if not form.validate():
            raise errors.Invalid("accounts.wrong_code", field="code")
        deed = sign_in.check_code if confirmed else sign_in.confirm_second_factor
        deed(user, form.code.data or "", now=now())
    except errors.OnwardError as error:
        db.session().commit()
        refuse(form, error)
        qr = None if confirmed or not user.totp_secret else qr_on_paper(sign_in.provisioning_address(user))
        return render(
            "accounts/code.html", error.status, form=form, qr=qr, secret=None if confirmed else user.totp_secret
        )
    return _enter(sign_in.memberships(user.id)[0], "password", True, form.next.data, form.parked.data)


@pages.get("/card/<token>", permission=PUBLIC)
def card(token: str) -> Any:
    """What the QR code of a card opens: one big button, so that a link preview signs nobody in."""
    return render("accounts/card_enter.html", token=token)


@pages.post("/card/<token>", permission=PUBLIC)
def enter_by_card(token: str) -> Any:
    """Sign a learner in by her card."""
    membership = people.membership_of_card(token, now=now())
    return _enter(membership, "card", False, "/", None)


@pages.post("/sign-out", permission=PUBLIC)
def sign_out() -> Any:
    """End this session."""
    sign_in.end_session(request.cookies.get(COOKIE, ""), now=now())
    answer = redirect(url_for("accounts.sign_in_page"))
    answer.delete_cookie(COOKIE)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


# --- links -----------------------------------------------------------------------------------------------------------


@pages.get("/link/<token>", permission=PUBLIC)
def link(token: str) -> Any:
    """An invitation or reset: choose a password."""
    user = people.user_of_link(token, now=now())
    return render("accounts/new_password.html", form=forms.NewPasswordForm(), name=user.name, token=token)


@pages.post("/link/<token>", permission=PUBLIC)
def use_link(token: str) -> Any:
    """Set the password; the link ends."""
    form = forms.NewPasswordForm()
    user = people.user_of_link(token, now=now())
    try:
        if not form.validate():
            return render("accounts/new_password.html", 422, form=form, name=user.name, token=token)
        people.use_link(token, form.password.data or "", now=now())
    except errors.Invalid as error:
        refuse(form, error)
        return render("accounts/new_password.html", 422, form=form, name=user.name, token=token)
    return done(_("Your password is set. Sign in with it."), "accounts.staff")


@pages.get("/forgotten", permission=PUBLIC)
def forgotten() -> Any:
    """Ask for a new password."""
    return render("accounts/forgotten.html", form=forms.ForgottenForm())


@pages.post("/forgotten", permission=PUBLIC)
def send_reset() -> Any:
    """Send a link, if there is an account; the answer is the same if there is none."""
    form = forms.ForgottenForm()
    if not form.validate():
        return render("accounts/forgotten.html", 422, form=form)
    people.ask_for_reset(form.email.data or "", now=now())
    return done(_("If this e-mail has an account, a letter with a link is on its way."), "accounts.staff")


# --- one's own account -----------------------------------------------------------------------------------------------


@pages.get("/me", permission=SIGNED_IN)
def me() -> Any:
    """My account: where I am signed in, second factor, language."""
    actor = current_actor()
    user = db.session().get_one(models.User, actor.user_id)
    return render(
        "accounts/me.html",
        sessions=queries.open_sessions(user.id, now=now()),
        device_name=domain.device_name,
        is_learner=actor.role is Role.LEARNER,
        second_factor=user.totp_confirmed_at is not None,
        email=user.email,
        layout="layouts/learner.html" if actor.role is Role.LEARNER else "layouts/staff.html",
    )


@pages.post("/me/sessions/end", permission=SIGNED_IN)
def end_other_sessions() -> Any:
    """Sign out everywhere else."""
    actor = current_actor()
    count = sign_in.end_sessions_of(actor.user_id or "", now=now(), keep=request.cookies.get(COOKIE, ""))
    return done(
        _("%(count)s other sessions were ended.", count=count) if count else _("There was no other session."),
        "accounts.me",
    )


@pages.get("/language/<code>", permission=PUBLIC)
def choose_language(code: str) -> Any:
    """Show everything in another language, on this device."""
    answer = redirect(parked.safe_next(request.args.get("next")))
    if code in _settings().language_codes:
        answer.set_cookie("lang", code, max_age=31536000, samesite="Lax", secure=_settings().secure_cookies)
    return answer


@pages.post("/me/theme", permission=SIGNED_IN)
def theme() -> Any:
    """Keep light, dark or as the device."""
    wanted = request.form.get("theme", "")
    if wanted not in {"system", "light", "dark"}:
        raise errors.Invalid("page.refused")
    db.session().get_one(models.User, current_actor().user_id).theme = wanted
    return "", 204
