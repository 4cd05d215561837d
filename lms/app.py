"""The application: the only module that knows everything. Puts settings, plug-ins, database and doors together."""

import hashlib
import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from flask import (
    Flask,
    current_app,
    g,
    get_flashed_messages,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import Babel, gettext
from flask_wtf.csrf import CSRFError
from jinja2 import ChoiceLoader, PackageLoader, StrictUndefined

from lms.accounts import parked
from lms.accounts import queries as accounts
from lms.accounts.services import audit, sign_in
from lms.host import Host
from lms.kernel import clock, collector, config, db, language, plugins, rest, vocabulary
from lms.kernel.actor import Actor, Role
from lms.kernel.web import database, doors, health, phrases, places, requests, signatures
from lms.kernel.web.application import Application
from lms.kernel.web.templates import Commas, Templates
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.partners import services as partners

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "static"
SWITCH = 0.0005
"""Seconds after which a thread of the server lets another one run."""
COOKIE = "onward"
FIRST_PAGES = {
    Role.LEARNER: "courses.learner_today",
    Role.TEACHER: "courses.teacher_today",
    Role.ADMINISTRATOR: "courses.week_board",
    Role.CHILDCARE: "childcare.day",
    Role.CASEWORKER: "casework.people",
    Role.MANAGER: "exchange.figures",
    Role.OBSERVER: "exchange.aggregates",
    Role.PARTNER: "partners.own",
}


def registry_for(settings: config.Settings) -> plugins.Registry:
    """The host and the installed plug-ins that are not switched off, loaded and in force."""
    registry = plugins.install(plugins.Registry([Host(), *plugins.discover(settings.plugins_off_names)]))
    registry.load()
    for module in registry.modules("words"):
        language.add_sentences(module.SENTENCES)
    for plugin in registry.plugins:
        if (folder := _folder(plugin.package, "translations")) is not None:
            language.add_translations(folder)
    registry.modules("jobs")
    return registry


def create_app(settings: config.Settings | None = None, registry: plugins.Registry | None = None) -> Flask:
    """A WSGI application. Without arguments everything comes from the environment."""
    settings = config.use(settings or config.read())
    registry = registry or registry_for(settings)
    app = Application("lms", static_folder=str(STATIC), template_folder=str(ROOT / "lms" / "templates"))
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SECRET_KEY=settings.secret_key or signatures.kept_secret(settings.data_path),
        SESSION_COOKIE_NAME="onward_form",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        MAX_CONTENT_LENGTH=10 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_TRANSLATION_DIRECTORIES=";".join(language.translation_folders()),
        ONWARD=settings,
    )
    if settings.clock_ahead:
        clock.run_ahead(timedelta(seconds=settings.clock_ahead))
    app.extensions["onward.registry"] = registry
    app.session_interface = signatures.FormCookie()
    _templates(app, registry)
    database.init_app(app)
    with app.app_context():
        db.use_engine(database.engine)
    babel = Babel(
        app, locale_selector=lambda: g.get("locale", settings.language_codes[0]), timezone_selector=doors.current_zone
    )
    phrases.speak(app, babel)
    requests.frame(app, lambda: _load_actor(settings, registry), lambda actor: _choose_locale(settings))
    # After the frame: a form whose token is wrong is answered knowing who sent it.
    csrf = signatures.FormTokens(app)
    requests.explain_errors(app, _error_page)
    app.register_error_handler(doors.NotSignedIn, _ask_to_sign_in)
    app.register_error_handler(CSRFError, _form_too_old)
    for module in registry.modules("pages"):
        app.register_blueprint(module.pages.blueprint)
    rest.mount(app, csrf, registry.modules("rest"), settings.base_url)
    health.mount(app, registry)
    _first_pages(app, registry)
    return app


def lasting() -> Flask:
    """The same for a process that goes on serving: it passes Python on quickly and looks seldom for what nobody holds."""
    # A thread that has the database's one place to write must not wait 5 ms for Python after each of its statements.
    sys.setswitchinterval(SWITCH)
    collector.look_seldom()
    app = create_app()
    app.extensions["onward.database_beside"] = db.works_beside(db.engine())
    # Processes are made of this one: no connection is shared by two.
    db.engine().dispose()
    collector.leave_what_is_loaded()
    return app


def served() -> Flask:
    """What `onward serve` serves: each process works out beside it what its first visitor would wait for."""
    app = lasting()
    registry: plugins.Registry = app.extensions["onward.registry"]

    def prepare() -> None:
        for plugin in registry.plugins:
            try:
                plugin.prepare()
            except Exception:
                # Whoever comes waits a moment; the pages are as right as before.
                app.logger.exception("preparing %s", plugin.name)
        collector.leave_what_is_loaded()

    app.extensions["onward.prepare"] = prepare
    return app


# --- who and in which language ---------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def permissions_of(registry: plugins.Registry, role: Role) -> frozenset[str]:
    """Codes of the rights that everybody of a role holds with the plug-ins in force."""
    return frozenset(one.code for one in registry.permissions if role in one.roles and not one.named)


@lru_cache(maxsize=64)
def _named_rights(registry: plugins.Registry, role: Role) -> frozenset[str]:
    """Codes of the rights that somebody of a role holds only when she was named for them."""
    return frozenset(one.code for one in registry.permissions if role in one.roles and one.named)


def _load_actor(settings: config.Settings, registry: plugins.Registry) -> Actor | None:
    actor = _program(registry) if rest.is_api() else _signed_in(settings, registry)
    if actor is not None:
        g.stack.enter_context(audit.acting(actor))
    return actor


def _program(registry: plugins.Registry) -> Actor | None:
    """The program behind a bearer token, with the rights of its role at its provider."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        return None
    rights = accounts.api_token(given.token)
    if rights is None:
        return None
    role = Role(rights.role)
    return Actor(
        user_id=None,
        name=rights.name,
        provider_id=rights.provider_id,
        role=role,
        permissions=permissions_of(registry, role),
    )


def _signed_in(settings: config.Settings, registry: plugins.Registry) -> Actor | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    now = clock.now()
    found = accounts.signed_in(token, idle=timedelta(minutes=settings.session_idle_minutes), now=now)
    if found is None:
        return None
    if now - found.seen_at > timedelta(minutes=1):
        _touch(found.sign_in_id)
    g.person_locale, g.theme = found.locale, found.theme
    role = Role(found.role)
    # From here to the end of the request.
    g.stack.enter_context(db.scoped(found.provider_id, found.person_id if found.learner_id else None))
    zone = organisations.zone_of(found.centre_id) if found.centre_id else "Europe/Berlin"
    return Actor(
        user_id=found.user_id,
        name=found.name,
        provider_id=found.provider_id,
        role=role,
        permissions=permissions_of(registry, role) | (_named_rights(registry, role) & found.named_rights),
        person_id=found.person_id,
        staff_id=found.staff_id,
        learner_id=found.learner_id,
        centre_id=found.centre_id,
        zone=zone,
        sign_in_id=found.sign_in_id,
    )


def _touch(sign_in_id: str) -> None:
    # In a transaction of its own: the page that follows may only read.
    with db.transaction(database.engine):
        sign_in.touch(sign_in_id, now=clock.now())


def _choose_locale(settings: config.Settings) -> str:
    offered = settings.language_codes
    wanted = request.cookies.get("lang") or g.get("person_locale")
    if wanted in offered:
        return str(wanted)
    # By the wish of the reader, not by exact spelling: "de-AT, en" means German.
    spoken = (code.lower().split("-")[0] for code in request.accept_languages.values())
    return next((code for code in spoken if code in offered), offered[0])


# --- what templates can rely on --------------------------------------------------------------------------------------


def _templates(app: Flask, registry: plugins.Registry) -> None:
    app.jinja_environment = Templates
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Commas)
    own = app.jinja_loader
    others = [p.package for p in registry.plugins if p.package != "lms"]
    folders = [PackageLoader(package) for package in others if _folder(package, "templates")]
    app.jinja_loader = ChoiceLoader([one for one in (own, *folders) if one is not None])
    app.add_template_filter(language.say, "say")
    app.add_template_filter(language.number, "number")
    app.add_template_filter(_day, "day")
    app.add_template_filter(_listed, "listed")
    app.add_template_filter(language.tongue, "tongue")
    app.add_template_filter(_clock_time, "wall")
    app.add_template_filter(initials, "initials")
    app.add_template_filter(tone, "tone")
    app.add_template_global(language.say, "say")
    app.add_template_global(language.comma, "comma")
    app.add_template_global(static_url)
    app.add_template_global(remembered)
    app.add_template_global(db.new_id, "once")
    app.jinja_env.globals["vocabulary"] = vocabulary

    @app.context_processor
    def context() -> dict[str, Any]:
        actor: Actor | None = g.get("actor")
        code = g.get("locale", "en")
        navigation = _navigation(registry, actor) if actor else []
        return {
            "actor": actor,
            "locale_code": code,
            "text_direction": "rtl" if code in {"ar", "fa", "ps", "ur", "ckb"} else "ltr",
            "languages": [(c, language.NATIVE_NAMES.get(c, c), _language_url(c)) for c in _offered(app)],
            "navigation": navigation,
            "place_groups": places.groups(navigation),
            "person": _person(actor),
            "flashes": _flashes(),
            "theme": _theme(),
            "settings": app.config["ONWARD"],
            "zone": doors.current_zone(),
            "search_url": _search_url(actor),
            "person_links": _person_links() if actor else [],
        }


def _folder(package: str, name: str) -> Path | None:
    """A folder of a plug-in's package, where it has one."""
    spec = find_spec(package)
    folder = Path(spec.origin).parent / name if spec and spec.origin else None
    return folder if folder and folder.is_dir() else None


def _theme() -> str:
    chosen = request.cookies.get("theme") or g.get("theme", "system")
    return str(chosen) if chosen in {"light", "dark"} else "system"


def _offered(app: Flask) -> tuple[str, ...]:
    settings: config.Settings = app.config["ONWARD"]
    return settings.language_codes


def _language_url(code: str) -> str:
    return url_for("accounts.choose_language", code=code, next=request.full_path.rstrip("?"))


@lru_cache(maxsize=1024)
def _fingerprint(path: str) -> str:
    file = STATIC / path
    # A picture that a centre chose and that is gone must not take the page with it.
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "absent"


def static_url(path: str) -> str:
    """Address of a file below static/, with a fingerprint of its content."""
    return _static_url(request.script_root if has_request_context() else None, path)


@lru_cache(maxsize=4096)
def _static_url(_root: str | None, path: str) -> str:
    # An application is served below one address or several: each has its own.
    return url_for("static", filename=path, v=_fingerprint(path))


def remembered(macro: Callable[..., Any]) -> Callable[..., Any]:
    """A macro whose drawing depends on nothing but what it is given: the same is drawn once."""
    # By type too: a text and mark-up that look alike are not drawn alike.
    return lru_cache(maxsize=4096, typed=True)(macro)


def _navigation(registry: plugins.Registry, actor: Actor) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    if db.scope() is not None and not g.get("broken"):
        for plugin in registry.plugins:
            counts |= plugin.counts(actor)
    items = [item for plugin in registry.plugins for item in plugin.navigation() if actor.may(item.permission)]
    items = sorted((item for item in items if not item.roles or actor.role in item.roles), key=lambda item: item.order)
    here = places.here(items, request.endpoint, g.get("place"))
    return [
        {
            "label": language.translate(item.label),
            "href": url_for(item.endpoint),
            "icon": item.icon,
            "count": counts.get(item.count, 0),
            "current": item is here,
            "main": position < 4,
            "group": item.group,
        }
        for position, item in enumerate(items)
    ]


def _search_url(actor: Actor | None) -> str | None:
    return url_for("learners.people") if actor and actor.may("learners.see") else None


def _person_links() -> list[dict[str, Any]]:
    return [
        {"label": gettext("My account"), "href": url_for("accounts.me"), "icon": "user-circle", "post": False},
        {"label": gettext("Sign out"), "href": url_for("accounts.sign_out"), "icon": "sign-out", "post": True},
    ]


def _person(actor: Actor | None) -> dict[str, Any] | None:
    if actor is None or actor.role is None:
        return None
    return {
        "name": actor.name,
        "initials": initials(actor.name),
        "role_label": language.say(f"role.{actor.role}"),
        "picture": _own_picture(actor),
    }


def _own_picture(actor: Actor) -> str | None:
    """The picture a learner is known by: looked up for a page that is drawn, not for every answer that leads on."""
    if "own_picture" not in g and actor.learner_id and db.scope() is not None and not g.get("broken"):
        known = learners.by_ids([actor.learner_id]).get(actor.learner_id)
        g.own_picture = (known.picture if known else "") or None
    found: str | None = g.get("own_picture")
    return found


def initials(name: str) -> str:
    """Up to two first letters of a name, in any script."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def tone(key: str) -> int:
    """A stable number for a name or an id: picks the colour behind somebody's initials."""
    return sum(map(ord, key))


def _flashes() -> list[tuple[str, str, str | None]]:
    found: list[tuple[str, str, str | None]] = []
    if g.get("toasts_stay"):
        # A page that is fetched behind somebody's back must not take away what she is to read.
        return found
    for category, text in cast(list[tuple[str, str]], get_flashed_messages(with_categories=True)):
        if category == "undo" and found:
            found[-1] = (*found[-1][:2], text)
        else:
            found.append((category, text, None))
    return found


def _day(value: date) -> str:
    return language.written(value, g.get("locale", "en"))


def _listed(values: Iterable[str]) -> str:
    return language.written(list(values), g.get("locale", "en"))


def _clock_time(value: Any) -> str:
    return language.written(value, "en")


# --- first pages and words for trouble -------------------------------------------------------------------------------


def first_page(actor: Actor, registry: plugins.Registry) -> str:
    """Endpoint of the page a role starts on: its own first page, or the first place it may see."""
    wanted = FIRST_PAGES.get(actor.role) if actor.role else None
    items = sorted(
        (i for p in registry.plugins for i in p.navigation() if actor.may(i.permission)), key=lambda i: i.order
    )
    endpoints = [item.endpoint for item in items]
    if wanted in endpoints:
        return str(wanted)
    return endpoints[0] if endpoints else "accounts.me"


def _first_pages(app: Flask, registry: plugins.Registry) -> None:
    def home() -> Any:
        actor: Actor | None = g.get("actor")
        if actor is None:
            return redirect(url_for("accounts.sign_in_page"))
        return redirect(url_for(first_page(actor, registry)))

    def favicon() -> Any:
        return redirect(static_url("img/favicon.svg"), 301)

    for rule, view in (("/", home), ("/favicon.ico", favicon)):
        app.add_url_rule(rule, view.__name__, doors.marked(view, permission=doors.PUBLIC))
    if app.config["ONWARD"].development:
        app.add_url_rule("/design", "design", lambda: render_template("design.html"))


def _error_page(status: int, heading: str, hint: str, error: Exception) -> Any:
    _note_refusal(status)
    if rest.is_api():
        return rest.explained(error, status, hint)
    if status >= 500:
        g.broken = True
    return render_template("error.html", heading=heading, hint=hint, status=status), status


def _note_refusal(status: int) -> None:
    """Somebody of a partner asked for a page outside her module: that is written down, though the page says it is absent."""
    actor: Actor | None = g.get("actor")
    if status == 404 and actor is not None and actor.role is Role.PARTNER and request.endpoint:
        # In a transaction of its own: of what was refused nothing else is kept.
        with db.transaction(database.engine), audit.acting(actor), db.scoped(actor.provider_id):
            partners.note_refused(actor, request.path, now=clock.now())


def _ask_to_sign_in(_error: doors.NotSignedIn) -> Any:
    """The sign-in page; what was typed into a form comes along and is offered again afterwards."""
    if request.method == "POST":
        return parked.ask_to_sign_in()
    return redirect(url_for("accounts.sign_in_page", next=request.full_path.rstrip("?")))


def _form_too_old(_error: CSRFError) -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if g.get("actor") is None and getattr(view, "permission", "") != doors.PUBLIC:
        return _ask_to_sign_in(doors.NotSignedIn())
    return _error_page(400, language.say("page.form_old"), language.say("page.form_old.hint"), _error)
