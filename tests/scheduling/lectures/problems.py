"""Small problems of lectures: one to count by hand, and as many as wanted by chance."""

import random

from scheduling.domain.lectures import Course, Curriculum, Meeting, Problem, Room, Unavailable, Unsuitable

BY_HAND = Problem(
    "by hand",
    days=2,
    periods_per_day=3,
    courses=(
        Course("physics", "ada", 3, 2, 40),
        Course("maths", "bob", 2, 2, 25),
        Course("logic", "ada", 1, 1, 10),
    ),
    rooms=(Room("hall", 40), Room("cell", 20)),
    curricula=(Curriculum("first", ("physics", "maths")),),
    unavailable=(Unavailable("maths", 1, 2),),
)

HELD = (
    Meeting("physics", "hall", 0, 0),
    Meeting("physics", "hall", 0, 2),
    Meeting("physics", "cell", 1, 2),
    Meeting("maths", "hall", 1, 0),
    Meeting("maths", "hall", 1, 1),
    Meeting("logic", "cell", 0, 1),
)
"""Every hard rule is kept. What it costs:

physics: 20 students stand in the cell; a second room. Its lectures of day 0 stand alone; that of day 1 follows maths.
maths: two days were wished, it has one.
"""


def by_chance(seed: int, courses: int = 14, days: int = 4, per_day: int = 4) -> Problem:
    """A problem that has a timetable: three rooms, a third of them free, few periods closed."""
    rng = random.Random(seed)
    names = [f"c{i}" for i in range(courses)]
    return Problem(
        f"by chance {seed}",
        days,
        per_day,
        tuple(
            Course(name, f"t{rng.randrange(courses)}", rng.randint(1, 3), rng.randint(1, 3), rng.randint(5, 50))
            for name in names
        ),
        tuple(Room(f"r{i}", capacity) for i, capacity in enumerate((20, 35, 50))),
        tuple(Curriculum(f"q{i}", tuple(rng.sample(names, rng.randint(1, 4)))) for i in range(courses // 2)),
        tuple(
            Unavailable(name, day, period)
            for name in names
            for day in range(days)
            for period in range(per_day)
            if rng.random() < 0.1
        ),
        tuple(Unsuitable(name, f"r{rng.randrange(3)}") for name in names[::3]),
    )
