"""Settings: one frozen value read from the environment, each with a default that is safe on one machine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


def _setting(default: str | int, env: str, says: str, *, secret: bool = False, signed: bool = False) -> Any:
    # Like `field` itself it says nothing of the type: the annotation beside each setting does.
    return field(default=default, repr=not secret, metadata={"env": env, "says": says, "signed": signed})


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set. `docs/settings.md` is compared with these fields by a test."""

    database_url: str = _setting(
        "sqlite:///var/onward.db",
        "ONWARD_DATABASE_URL",
        "Database of the product; the role it names should be a plain one",
    )
    owner_database_url: str = _setting(
        "",
        "ONWARD_OWNER_DATABASE_URL",
        "The same database as its owner, used by `onward db`, `backup` and `restore` only",
    )
    secret_key: str = _setting("", "ONWARD_SECRET_KEY", "Signs form tokens; 32 random characters or more")
    data_dir: str = _setting("var", "ONWARD_DATA_DIR", "Folder for locks, the key of forms and the embedded database")
    base_url: str = _setting("http://127.0.0.1:8000", "ONWARD_BASE_URL", "Address that links in messages start with")
    smtp_url: str = _setting("", "ONWARD_SMTP_URL", "smtp://user:password@host:port; empty keeps mail in the outbox")
    mail_from: str = _setting("onward@localhost", "ONWARD_MAIL_FROM", "Sender of e-mail")
    sms_url: str = _setting("", "ONWARD_SMS_URL", "Gateway for text messages, https; empty writes none (operations.md)")
    sms_token: str = _setting("", "ONWARD_SMS_TOKEN", "What the gateway knows this installation by", secret=True)
    sms_sender: str = _setting(
        "Onward", "ONWARD_SMS_SENDER", "Sender of text messages: a number, or 11 letters at most"
    )
    totp: str = _setting(
        "required", "ONWARD_TOTP", "required or optional: second factor for roles that read others' data"
    )
    secure_cookies: bool = _setting(True, "ONWARD_SECURE_COOKIES", "Send cookies over HTTPS only")
    demo: bool = _setting(False, "ONWARD_DEMO", "Shows the demo's sign-ins and its mail on pages")
    development: bool = _setting(False, "ONWARD_DEVELOPMENT", "Serves the living design page")
    clock_ahead: int = _setting(
        0,
        "ONWARD_CLOCK_AHEAD",
        "Seconds by which the clock is ahead of the machine's, or behind; for demonstrations",
        signed=True,
    )
    languages: str = _setting("en,de,ar", "ONWARD_LANGUAGES", "Languages offered, first is the default")
    plugins_off: str = _setting("", "ONWARD_PLUGINS_OFF", "Installed plug-ins that stay off, comma separated")
    worker_processes: int = _setting(1, "ONWARD_WORKER_PROCESSES", "Processes that run background jobs")
    session_idle_minutes: int = _setting(30, "ONWARD_SESSION_IDLE_MINUTES", "Staff are signed out after this pause")

    @property
    def language_codes(self) -> tuple[str, ...]:
        """Offered language codes in order."""
        return tuple(code.strip() for code in self.languages.split(",") if code.strip())

    @property
    def texts(self) -> bool:
        """Whether text messages are written; those of the demonstration stay on its page."""
        return self.demo or bool(self.sms_url and self.sms_token)

    @property
    def plugins_off_names(self) -> frozenset[str]:
        """Names of plug-ins that stay off."""
        return frozenset(name.strip() for name in self.plugins_off.split(",") if name.strip())

    @property
    def migration_url(self) -> str:
        """Where migrations connect: the owner's address, or the only one there is."""
        return self.owner_database_url or self.database_url

    @property
    def data_path(self) -> Path:
        """The data folder as a path."""
        return Path(self.data_dir)


def read(environ: Mapping[str, str] = os.environ, **overrides: Any) -> Settings:
    """Settings from `environ`, with `overrides` on top. Raises ValueError naming the setting that cannot be read."""
    values: dict[str, Any] = {}
    for setting in fields(Settings):
        raw = environ.get(setting.metadata["env"])
        if raw is not None:
            values[setting.name] = _parsed(
                setting.metadata["env"], raw, type(setting.default), signed=setting.metadata["signed"]
            )
    return Settings(**{**values, **overrides})


_in_force: list[Settings] = []


def use(settings: Settings) -> Settings:
    """Make `settings` the ones of this process, for what lies below every door and still needs a folder."""
    _in_force[:] = [settings]
    return settings


def in_force() -> Settings | None:
    """The settings of this process; None before a door has read them."""
    return _in_force[0] if _in_force else None


def _parsed(name: str, raw: str, kind: type, *, signed: bool) -> object:
    if kind is bool:
        if raw.lower() not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
            raise ValueError(f"{name} is {raw!r}. Write yes or no.")
        return raw.lower() in {"1", "true", "yes", "on"}
    if kind is int:
        if not (raw.removeprefix("-") if signed else raw).isdecimal():
            raise ValueError(f"{name} is {raw!r}. Write a whole number.")
        return int(raw)
    return raw
