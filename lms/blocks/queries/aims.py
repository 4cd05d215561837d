"""What an exercise is for: the page it stands on, its level, its skills and its language."""

from dataclasses import dataclass

from sqlalchemy import and_, select

from lms.blocks import models
from lms.blocks.domain.aims import aims
from lms.kernel import db


@dataclass(frozen=True)
class Aim:
    """Of one exercise. What it says itself comes before what its unit says."""

    usage_id: str
    unit_id: str
    title: str
    language: str
    level: str
    skills: tuple[str, ...]
    outcome: str


def aim_of(usage_id: str) -> Aim | None:
    """What an exercise is for, None for one that stands in no unit (any more). One question."""
    unit, usage, data = models.Unit, models.Usage, models.FieldData
    own = and_(
        data.block == usage.id, data.scope == "settings", data.learner_id.is_(None), data.user_id.is_(None),
        data.family == "xblock.v1",
    )  # fmt: skip
    found = (
        db.session()
        .execute(
            select(unit.id, unit.title, unit.language, unit.level, unit.skills, unit.outcome, data.fields)
            .join(usage, usage.unit_id == unit.id)
            .outerjoin(data, own)
            .where(usage.id == usage_id)
        )
        .first()
    )
    if found is None:
        return None
    unit_id, title, language, level, skills, outcome, fields = found
    said = aims(str((fields or {}).get("can_do") or ""))
    return Aim(
        usage_id,
        unit_id,
        title,
        language or str((fields or {}).get("lang") or ""),
        said[0][0] if said else level,
        tuple(dict.fromkeys(skill for _level, skill in said)) or tuple(skills),
        outcome,
    )
