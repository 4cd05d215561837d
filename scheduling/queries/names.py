"""Names behind the ids of a run: courses, rooms, teachers, learners. One question for each kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lms.courses import queries as courses
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from scheduling.queries.runs import RunInfo
from scheduling.queries.settings import room_facts


@dataclass(frozen=True)
class Names:
    """What pages call things. Who or what has gone since is not in here."""

    courses: Mapping[str, str]
    rooms: Mapping[str, organisations.Room]
    teachers: Mapping[str, str]
    learners: Mapping[str, learners.LearnerInfo]

    def course(self, course_id: str) -> str:
        """Title of a course, empty when it has gone."""
        return self.courses.get(course_id, "")


def names(centre_id: str, learner_ids: Iterable[str]) -> Names:
    """Everything of a centre, and these learners. A room in another house of the centre is called with its house."""
    rooms = {room.id: room for room in organisations.rooms(centre_id)}
    houses = {key: facts.site for key, facts in room_facts(rooms).items() if facts.site}
    teachers = organisations.staff(kind="teacher")
    return Names(
        courses={course.id: course.title for course in courses.courses(centre_id)},
        rooms={
            key: replace(room, name=f"{room.name}, {houses[key]}") if key in houses else room
            for key, room in rooms.items()
        },
        # Who belongs to no centre teaches here, too.
        teachers={one.id: one.name for one in teachers if one.centre_id in (centre_id, None)},
        learners=learners.by_ids(sorted(set(learner_ids))),
    )


def names_of_run(run: RunInfo) -> Names:
    """What the page of a run names: who has no seat, whom the door refused, whom a check is about."""
    ids = [learner for missing in run.missing for learner in missing["learners"]]
    ids += [refused["learner"] for refused in run.refused]
    ids += [one["facts"]["learner"] for one in run.checks if "learner" in one["facts"]]
    return names(run.centre_id, ids)
