"""Certificates: those that were issued, who could have one, and the one behind a code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from curricula import models
from curricula.domain.certificates import LIST_SIZE, Kind, Standing, Statement, standing, tidied
from curricula.queries import outline
from lms.courses import queries as courses
from lms.courses.queries import taken as modules_taken
from lms.kernel import db, errors
from lms.kernel.vocabulary import Level
from lms.learners import queries as learners
from lms.organisations import queries as organisations

BACK = timedelta(days=366)
"""Results older than a year are not proposed; from the page of a person they can still be certified."""
MOST = 200


@dataclass(frozen=True)
class CertificateInfo:
    """One certificate."""

    id: str
    provider_id: str
    learner_id: str
    centre_id: str
    module_key: str
    statement: Statement
    standing: Standing
    code: str
    serial: int
    locale: str
    signed_by: str
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None
    revoked_reason: str
    replaced_by: str | None


@dataclass(frozen=True)
class Ready:
    """A result that has no certificate yet."""

    learner_id: str
    name: str
    module_key: str
    title: str
    on_day: date

    @property
    def key(self) -> str:
        """What a form sends back."""
        return f"{self.learner_id}|{self.module_key}|{self.on_day.isoformat()}"


def certificate(certificate_id: str) -> CertificateInfo:
    """One certificate of the provider in scope. Raises NotFound."""
    row = db.session().get(models.Certificate, certificate_id)
    if row is None:
        raise errors.NotFound("curricula.absent")
    return _info(row)


def certificates_of(learner_id: str, *, valid: bool = False) -> list[CertificateInfo]:
    """Those of one learner, newest first."""
    statement = select(models.Certificate).where(models.Certificate.learner_id == learner_id)
    if valid:
        statement = statement.where(models.Certificate.revoked_at.is_(None))
    return [_info(row) for row in db.session().scalars(statement.order_by(*_NEWEST))]


def issued(centre_id: str | None, *, word: str = "", ids: Iterable[str] | None = None) -> list[CertificateInfo]:
    """Those of a centre (or of the whole provider), newest first, by a part of a name, title or code."""
    statement = select(models.Certificate)
    if centre_id is not None:
        statement = statement.where(models.Certificate.centre_id == centre_id)
    if ids is not None:
        statement = statement.where(models.Certificate.id.in_(list(ids)))
    if word.strip():
        part = f"%{word.strip().lower()}%"
        statement = statement.where(
            func.lower(models.Certificate.name).like(part)
            | func.lower(models.Certificate.title).like(part)
            | func.lower(models.Certificate.code).like(part)
        )
    return [_info(row) for row in db.session().scalars(statement.order_by(*_NEWEST).limit(MOST))]


_NEWEST = (models.Certificate.issued_at.desc(), models.Certificate.id.desc())


def ready(centre_id: str, today: date) -> list[Ready]:
    """Results of the last year at a centre that have no certificate, newest first."""
    people = {one.id: one for one in learners.all_of(centre_id)}
    passed = [
        (learner_id, one)
        for learner_id, found in courses.completions(people).items()
        for one in found
        if one.passed and one.on_day > today - BACK
    ]
    have = _certified({learner_id for learner_id, _one in passed})
    titles = {one.module_key: one.title for one in courses.courses(centre_id)}
    found = [
        Ready(
            learner_id,
            people[learner_id].name,
            one.module_key,
            title_of(one.module_key, one.on_day, titles),
            one.on_day,
        )
        for learner_id, one in passed
        if (learner_id, one.module_key, one.on_day) not in have
    ]
    return sorted(found, key=lambda one: (-one.on_day.toordinal(), one.title, one.name))[:MOST]


def _certified(learner_ids: Iterable[str]) -> set[tuple[str, str, date]]:
    rows = db.session().execute(
        select(models.Certificate.learner_id, models.Certificate.module_key, models.Certificate.on_day).where(
            models.Certificate.learner_id.in_(list(learner_ids)),
            models.Certificate.kind == Kind.MODULE,
            models.Certificate.revoked_at.is_(None),
        )
    )
    return {(row.learner_id, row.module_key, row.on_day) for row in rows}


def title_of(module_key: str, day: date, own: dict[str, str]) -> str:
    """The centre's own word for a module, else the pack's."""
    if module_key in own:
        return own[module_key]
    found = outline.module_on(module_key, day)
    return found[1].name if found else module_key


def statement_of(learner_id: str, module_key: str, on_day: date, kind: Kind) -> Statement:
    """What a certificate of today would state.

    Raises Invalid where nothing was passed on that day, or nothing was attended.
    """
    learner = learners.learner(learner_id)
    taken = modules_taken.module_attended(learner_id, module_key)
    results = courses.completions([learner_id]).get(learner_id, [])
    if kind is Kind.MODULE and not any(
        one.passed and (one.module_key, one.on_day) == (module_key, on_day) for one in results
    ):
        raise errors.Invalid("curricula.not_passed", name=learner.name)
    if kind is Kind.ATTENDANCE and not taken.minutes:
        raise errors.Invalid("curricula.nothing_attended", name=learner.name)
    found = outline.module_on(module_key, on_day)
    centre = organisations.centre(learner.centre_id)
    titles = {one.module_key: one.title for one in courses.courses(learner.centre_id)}
    return Statement(
        kind=kind,
        name=learner.name,
        title=title_of(module_key, on_day, titles),
        programme=found[0].name if found else "",
        language=found[0].language if found else "",
        level=found[1].level if found and kind is Kind.MODULE else None,
        minutes=taken.minutes,
        from_day=taken.first_day,
        on_day=on_day,
        provider=organisations.provider(db.require_provider()).name,
        centre=centre.name,
    )


def by_code(typed: str) -> CertificateInfo:
    """The certificate of any provider behind a code from paper. Raises NotFound."""
    code = tidied(typed)
    with db.crossing("certificate check"):
        row = db.session().scalar(select(models.Certificate).where(models.Certificate.code == (code or "")))
    if row is None:
        raise errors.NotFound("curricula.no_such_code")
    return _info(row)


def public_keys(provider_id: str) -> list[dict[str, object]]:
    """JSON Web Keys that a provider has signed with, newest first."""
    with db.crossing("certificate check"):
        rows = db.session().execute(
            select(models.SigningKey.id, models.SigningKey.public_jwk)
            .where(models.SigningKey.provider_id == provider_id)
            .order_by(models.SigningKey.made_at.desc())
        )
        return [{**row.public_jwk, "kid": row.id, "use": "sig", "alg": "ES256"} for row in rows]


def revoked_serials(provider_id: str, number: int) -> list[int]:
    """Places of the revoked certificates in a provider's status list of that number, 0 the first."""
    with db.crossing("certificate check"):
        rows = db.session().scalars(
            select(models.Certificate.serial).where(
                models.Certificate.provider_id == provider_id,
                models.Certificate.revoked_at.is_not(None),
                models.Certificate.serial >= number * LIST_SIZE,
                models.Certificate.serial < (number + 1) * LIST_SIZE,
            )
        )
        return sorted(serial - number * LIST_SIZE for serial in rows)


def held_about(learner_ids: Sequence[str]) -> list[dict[str, object]]:
    """What is kept in certificates about somebody, for her file."""
    rows = db.session().scalars(select(models.Certificate).where(models.Certificate.learner_id.in_(learner_ids)))
    return [
        {"title": row.title, "level": row.level, "on_day": row.on_day.isoformat(), "code": row.code, "name": row.name}
        for row in rows
    ]


def _info(row: models.Certificate) -> CertificateInfo:
    stated = Statement(
        Kind(row.kind),
        row.name,
        row.title,
        row.programme,
        row.language,
        Level(row.level) if row.level else None,
        row.minutes,
        row.from_day,
        row.on_day,
        row.provider_name,
        row.centre_name,
    )
    return CertificateInfo(
        row.id,
        row.provider_id,
        row.learner_id,
        row.centre_id,
        row.module_key,
        stated,
        standing(row.revoked_at is not None, row.replaced_by is not None),
        row.code,
        row.serial,
        row.locale,
        row.signed_by,
        row.issued_at,
        row.issued_by,
        row.revoked_at,
        row.revoked_reason,
        row.replaced_by,
    )
