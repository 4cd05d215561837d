"""After a publication: whose week changed hears it, by e-mail or through somebody who calls, and teachers by a task."""

from datetime import timedelta

from lms.courses import queries as courses
from lms.kernel import language
from lms.kernel.actor import Role
from lms.learners import queries as learners
from lms.messages import queries as message_queries
from lms.messages import services as messages
from lms.organisations import queries as organisations
from scheduling.domain.draft import Group
from scheduling.services.carrying import Publication

WEEK = timedelta(days=6)


def tell(publication: Publication, publication_id: str) -> None:
    """Everybody in a class with another time or room, and everybody who is in another class now, once each."""
    plan, now = publication.plan, publication.now
    base = {group.id: group for group in plan.base}
    told: dict[str, str] = {}
    for group in publication.real:
        before = base.get(group.id)
        if before is None:
            joined = [one for one in group.learners if one in publication.had]
        elif set(before.meetings) != set(group.meetings) or before.room != group.room:
            joined = list(group.learners)
        else:
            joined = [one for one in group.learners if publication.had.get(one, group.id) != group.id]
        told.update(dict.fromkeys(joined, group.id))
        if before is not None and _differs(before, group):
            _tell_teacher(group, publication)
    people = learners.by_ids(told)
    to_call = [one for one in people.values() if not _write(one, told[one.id], publication)]
    if to_call:
        messages.ask(
            Role.ADMINISTRATOR,
            "scheduling.call_about_plan",
            {"people": len(to_call), "day": plan.starts_on},
            now=now,
            due_on=plan.starts_on,
            staff_id=publication.actor.staff_id,
            centre_id=plan.centre_id,
            link=f"/timetable/history/{publication_id}",
            unique_key=f"scheduling.tell:{publication_id}",
        )


def _differs(before: Group, after: Group) -> bool:
    return (set(before.meetings), before.room, before.teacher) != (set(after.meetings), after.room, after.teacher)


def _write(person: learners.LearnerInfo, section_id: str, publication: Publication) -> bool:
    """A letter with her first week in her language. False for somebody without an address."""
    if message_queries.channel_for(person) == "office":
        return False
    first = publication.plan.starts_on
    locale = message_queries.language_of(person)
    rooms = {room.id: room.name for room in organisations.rooms(publication.plan.centre_id)}
    sessions = courses.sessions_between(first, first + WEEK, section_ids=[section_id])
    lines = [
        f"{language.written(one.day, locale)}, {one.starts:%H:%M}, {rooms.get(one.room_id or '', '–')}"
        for one in sessions
        if one.state != "cancelled"
    ]
    facts = {"day": first, "section": courses.section(section_id).name, "lines": "\n".join(lines)}
    return messages.write_to(person, "scheduling.told_plan", facts, now=publication.now) is not None


def _tell_teacher(group: Group, publication: Publication) -> None:
    if not group.teacher or group.teacher == publication.actor.staff_id:
        return
    messages.ask(
        Role.TEACHER,
        "scheduling.told_teacher",
        {"section": group.name, "day": publication.plan.starts_on},
        now=publication.now,
        staff_id=group.teacher,
        centre_id=publication.plan.centre_id,
        due_on=publication.plan.starts_on,
        link=f"/sections/{group.id}",
        unique_key=f"scheduling.teacher:{group.id}:{publication.plan.starts_on}:{publication.now.isoformat()}",
    )
