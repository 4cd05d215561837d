"""Rights and places of the host: who may do what, and where it stands in the navigation."""

from lms.kernel.actor import Role
from lms.kernel.contracts import NavGroup, NavItem, Permission
from lms.kernel.language import N_

OF_HER_DAY = (
    *("learners.my_week", "learners.my_week_step", "courses.my_times", "courses.my_place", "courses.my_hours"),
    *("courses.cannot_come", "blocks.my_units", "blocks.unit_page"),
)
OF_A_SESSION = tuple(f"courses.{page}" for page in ("register", "online_page", "check_page", "substitute_page"))
OF_A_CLASS = (
    *(f"courses.{page}" for page in ("section", "new_section", "edit_section", "closing", "makeup", "mixed")),
    *(f"courses.{page}" for page in ("section_people", "add_person", "section_list", "sheet", "enrolment")),
    *(
        f"blocks.{page}"
        for page in ("outline", "files", "edit_unit", "edit_block", "unit_people", "unit_page", "waiting", "rate")
    ),
)
OF_A_PERSON = (
    *(f"learners.{page}" for page in ("record", "new", "edit", "week", "week_step")),
    *("courses.learner_hours", "exchange.duplicates", "exchange.person_file", "exchange.erasures_list"),
)
"""Pages one step below a list."""

STAFF = frozenset({Role.TEACHER, Role.ADMINISTRATOR, Role.CASEWORKER, Role.MANAGER})


def _right(code: str, *roles: Role, sensitive: bool = True) -> Permission:
    return Permission(code, frozenset(roles), sensitive)


def _at(
    endpoint: str, label: str, icon: str, permission: str, order: int, group: NavGroup, *within: str, count: str = ""
) -> NavItem:
    """A place in a group, with the pages one step below it, named one by one or several in a line."""
    inside = tuple(name for line in within for name in line.split())
    return NavItem(endpoint, label, icon, permission, order, count=count, group=group, within=inside)


def _tasks(order: int, *roles: Role) -> NavItem:
    right = "messages.tasks"
    return NavItem(right, N_("Tasks"), "check-square", right, order, roles=frozenset(roles), count=right)


RIGHTS: tuple[Permission, ...] = (
    _right("learners.see", *STAFF),
    _right("learners.edit", Role.ADMINISTRATOR, Role.CASEWORKER),
    _right("learners.card", Role.ADMINISTRATOR, Role.TEACHER),
    _right("learner.self", Role.LEARNER, sensitive=False),
    _right("courses.teach", Role.TEACHER),
    _right("courses.register.take", Role.TEACHER),
    _right("courses.board.see", Role.ADMINISTRATOR, Role.MANAGER, Role.TEACHER),
    _right("courses.alarms", Role.ADMINISTRATOR, Role.MANAGER),
    _right("courses.section.see", Role.ADMINISTRATOR, Role.MANAGER, Role.TEACHER),
    _right("courses.plan", Role.ADMINISTRATOR, Role.MANAGER),
    _right("courses.enrol", Role.ADMINISTRATOR, Role.MANAGER),
    _right("courses.hours", Role.ADMINISTRATOR, Role.MANAGER),
    _right("exchange.figures", Role.MANAGER),
    _right("exchange.exports", Role.ADMINISTRATOR, Role.MANAGER),
    _right("exchange.background", Role.ADMINISTRATOR, Role.MANAGER, sensitive=False),
    _right("exchange.aggregates", Role.OBSERVER, sensitive=False),
    _right("blocks.open", Role.LEARNER, Role.TEACHER, Role.ADMINISTRATOR, Role.MANAGER, sensitive=False),
    _right("blocks.rate", Role.TEACHER),
    _right("blocks.author", Role.TEACHER, Role.ADMINISTRATOR, Role.MANAGER),
    _right("blocks.kinds", Role.ADMINISTRATOR, Role.MANAGER),
    _right("referrals.send", Role.CASEWORKER),
    _right("referrals.schools", Role.ADMINISTRATOR, Role.CASEWORKER, Role.MANAGER),
    _right("casework.plan", Role.CASEWORKER),
    _right("casework.goals", Role.TEACHER),
    _right("casework.rights.see", Role.TEACHER, Role.ADMINISTRATOR),
    _right("casework.before_arrival", Role.CASEWORKER, Role.ADMINISTRATOR),
    _right("casework.reception", Role.CASEWORKER, Role.ADMINISTRATOR),
    _right("organisations.practice", *STAFF, Role.CHILDCARE, sensitive=False),
    _right("casework.compliance", Role.CASEWORKER, Role.MANAGER),
    _right("casework.rules", Role.MANAGER),
    _right("casework.events", *STAFF, sensitive=False),
    _right("casework.team", Role.TEACHER, Role.CASEWORKER),
    _right("companions.register", Role.CASEWORKER, Role.ADMINISTRATOR, Role.MANAGER),
    _right("companions.arrange", Role.CASEWORKER),
    _right("companions.read", *STAFF, Role.CHILDCARE, sensitive=False),
    _right("companions.handbooks", Role.ADMINISTRATOR, Role.MANAGER, sensitive=False),
    _right("casework.directory", Role.CASEWORKER, Role.ADMINISTRATOR, Role.MANAGER, sensitive=False),
    _right("casework.categories", Role.CASEWORKER, Role.ADMINISTRATOR, Role.MANAGER, sensitive=False),
    _right("partners.invite", Role.ADMINISTRATOR, Role.MANAGER),
    _right("partners.own", Role.PARTNER),
    _right("partners.agreements", Role.ADMINISTRATOR, Role.CASEWORKER, Role.MANAGER),
    _right("advice.finder", Role.ADMINISTRATOR, Role.MANAGER),
    _right("advice.complaints", *STAFF, Role.CHILDCARE),
    _right("advice.complaints.reader", Role.MANAGER),
    _right("advice.opinions", Role.ADMINISTRATOR, Role.MANAGER, sensitive=False),
    _right("advice.ideas.see", *STAFF, Role.CHILDCARE, sensitive=False),
    _right("advice.ideas", Role.ADMINISTRATOR, Role.MANAGER),
    _right("advice.points", Role.ADMINISTRATOR, Role.MANAGER),
    _right("advice.desk", Role.CASEWORKER, Role.ADMINISTRATOR),
    _right("advice.calls", Role.CASEWORKER, Role.ADMINISTRATOR, Role.MANAGER),
    Permission("wellbeing.read", frozenset({Role.CASEWORKER}), sensitive=True, named=True),
    _right("wellbeing.setup", Role.ADMINISTRATOR, Role.MANAGER),
    _right("exchange.import", Role.ADMINISTRATOR),
    _right("exchange.file", Role.MANAGER),
    _right("exchange.everything", Role.MANAGER),
    _right("accounts.people", Role.MANAGER, Role.ADMINISTRATOR),
    _right("accounts.audit", Role.MANAGER),
    _right("messages.tasks", *STAFF, Role.CHILDCARE),
)
"""Rights of the host's pages."""

PLACES: tuple[NavItem, ...] = (
    NavItem("courses.learner_today", N_("Today"), "sun-horizon", "learner.self", 10, within=OF_HER_DAY),
    NavItem("casework.my_person", N_("My person"), "user-circle", "learner.self", 30, within=("companions.my_mentor",)),
    NavItem("courses.help_page", N_("Help"), "lifebuoy", "learner.self", 40),
    NavItem("courses.teacher_today", N_("Today"), "sun-horizon", "courses.teach", 10, within=OF_A_SESSION),
    NavItem("courses.classes", N_("My classes"), "chalkboard-teacher", "courses.teach", 20, within=OF_A_CLASS),
    _at(
        "courses.courses",
        N_("Courses and classes"),
        "books",
        "courses.plan",
        27,
        NavGroup.CLASSES,
        "courses.rooms courses.terms courses.copying courses.new_course curricula.course_teaching",
        *OF_A_CLASS,
    ),
    _at(
        "courses.week_board",
        N_("Week board"),
        "calendar-dots",
        "courses.board.see",
        25,
        NavGroup.DAY,
        "courses.month courses.door_sheets courses.session",
    ),
    _at(
        "courses.hours_of_month",
        N_("Hours"),
        "clock",
        "courses.hours",
        65,
        NavGroup.REPORTS,
        "courses.hours_taught courses.funder_rule courses.budget",
    ),
    _at(
        "exchange.exports",
        N_("For funders"),
        "file-csv",
        "exchange.exports",
        67,
        NavGroup.REPORTS,
        "exchange.export_columns exchange.take_everything",
    ),
    _at(
        "courses.waiting_list",
        N_("Waiting list"),
        "hourglass-medium",
        "courses.enrol",
        28,
        NavGroup.PEOPLE,
        "courses.waiting_rule",
        count="courses.silent",
    ),
    _at("exchange.read_audit", N_("Who looked at what"), "eye", "accounts.audit", 69, NavGroup.REPORTS),
    NavItem(
        "exchange.figures",
        N_("Demand and seats"),
        "chart-bar-horizontal",
        "exchange.figures",
        15,
        within=("exchange.balance", "exchange.areas"),
    ),
    NavItem(
        "exchange.aggregates",
        N_("Overview"),
        "chart-line-up",
        "exchange.aggregates",
        10,
        within=("exchange.centres", "exchange.offer"),
    ),
    NavItem("casework.people", N_("My people"), "users", "casework.plan", 15, count="casework.due"),
    _at("casework.plans", N_("Plans"), "path", "casework.plan", 17, NavGroup.PEOPLE),
    _at(
        "referrals.referrals",
        N_("Referrals"),
        "paper-plane-tilt",
        "referrals.send",
        19,
        NavGroup.PEOPLE,
        "referrals.refer",
    ),
    _at("referrals.schools", N_("Schools"), "student", "referrals.schools", 62, NavGroup.REACH),
    _at(
        "casework.no_plan_yet",
        N_("No plan yet"),
        "list-magnifying-glass",
        "casework.compliance",
        18,
        NavGroup.PEOPLE,
        "casework.rule casework.coverage casework.outcome",
    ),
    _at(
        "casework.before_arrival", N_("Before arrival"), "airplane-tilt", "casework.before_arrival", 56, NavGroup.REACH
    ),
    _at(
        "casework.reception",
        N_("From reception to course"),
        "door-open",
        "casework.reception",
        56,
        NavGroup.REACH,
        "casework.reception_of",
    ),
    _at("casework.outreach", N_("Outreach"), "hand-waving", "casework.plan", 57, NavGroup.REACH),
    _at(
        "casework.events",
        N_("Meetings and clubs"),
        "chats-circle",
        "casework.events",
        58,
        NavGroup.REACH,
        "casework.event casework.events_report",
    ),
    _at(
        "casework.directory",
        N_("Organisations"),
        "buildings",
        "casework.directory",
        59,
        NavGroup.REACH,
        "casework.edit_organisation",
    ),
    _at(
        "companions.register",
        N_("Volunteers"),
        "hand-heart",
        "companions.register",
        60,
        NavGroup.REACH,
        "companions.volunteer companions.new companions.mentor companions.appointments companions.ask",
    ),
    _at(
        "organisations.practice",
        N_("What colleagues learnt"),
        "lightbulb",
        "organisations.practice",
        79,
        NavGroup.SETUP,
    ),
    NavItem(
        "companions.handbooks",
        N_("Handbooks"),
        "book-open-text",
        "companions.read",
        79,
        group=NavGroup.SETUP,
        within=("companions.guide", "companions.handbook"),
    ),
    _at("casework.categories", N_("Kinds of services"), "squares-four", "casework.categories", 64, NavGroup.REPORTS),
    NavItem("partners.own", N_("My module"), "books", "partners.own", 10, within=("partners.own_class",)),
    _at("partners.accesses", N_("Partners"), "handshake", "partners.invite", 76, NavGroup.SETUP, "partners.access"),
    _at(
        "partners.agreements",
        N_("Agreements"),
        "scroll",
        "partners.agreements",
        68,
        NavGroup.REPORTS,
        "partners.agreement",
    ),
    _at("learners.people", N_("People"), "users", "learners.see", 60, NavGroup.PEOPLE, *OF_A_PERSON),
    _at("courses.alarms", N_("Absences"), "calendar-x", "courses.alarms", 65, NavGroup.CLASSES),
    _at(
        "exchange.sheets_in",
        N_("Import"),
        "upload-simple",
        "exchange.import",
        70,
        NavGroup.SETUP,
        "exchange.sheet exchange.list_import",
    ),
    _at("blocks.kinds", N_("Exercises of others"), "puzzle-piece", "blocks.kinds", 79, NavGroup.SETUP),
    _at("advice.checks", N_("Information to check"), "seal-check", "advice.points", 76, NavGroup.SETUP),
    _at("advice.points_list", N_("Places of advice"), "map-pin", "advice.points", 78, NavGroup.SETUP),
    _at(
        "advice.advice_cases",
        N_("Advice"),
        "lifebuoy",
        "advice.desk",
        59,
        NavGroup.REACH,
        "advice.advice_case advice.desk",
    ),
    _at(
        "advice.phone",
        N_("Phone desk"),
        "phone-call",
        "advice.calls",
        61,
        NavGroup.REACH,
        "advice.all_calls advice.call advice.phone_setup",
    ),
    _at(
        "wellbeing.people",
        N_("How people are"),
        "heart",
        "wellbeing.read",
        20,
        NavGroup.PEOPLE,
        "wellbeing.person",
        count="wellbeing.waiting",
    ),
    _at("wellbeing.setup", N_("Well-being"), "heart", "wellbeing.setup", 78, NavGroup.SETUP),
    _at("advice.work_contacts", N_("Help at work"), "briefcase", "advice.points", 78, NavGroup.SETUP),
    _at("advice.settings", N_("Course finder"), "magnifying-glass", "advice.finder", 77, NavGroup.SETUP),
    NavItem(
        "advice.complaints_page",
        N_("Complaints"),
        "megaphone",
        "advice.complaints",
        66,
        group=NavGroup.VOICES,
        within=("advice.complaint",),
        roles=frozenset({Role.ADMINISTRATOR, Role.CASEWORKER, Role.MANAGER}),
    ),
    _at(
        "advice.board",
        N_("Ideas"),
        "lightbulb",
        "advice.ideas.see",
        67,
        NavGroup.VOICES,
        "advice.idea",
    ),
    _at("advice.opinions_page", N_("What learners say"), "smiley", "advice.opinions", 66, NavGroup.VOICES),
    _at(
        "organisations.staff",
        N_("Staff"),
        "identification-badge",
        "accounts.people",
        75,
        NavGroup.SETUP,
        "organisations.papers",
        "learners.staff_languages",
    ),
    _at("exchange.background_work", N_("Background work"), "gear", "exchange.background", 80, NavGroup.SETUP),
    _at("exchange.calendars", N_("Calendars"), "calendar-plus", "courses.section.see", 78, NavGroup.SETUP),
    # On a phone the first four places stand at the foot: who is asked for much has the tasks among them.
    _tasks(16, Role.CASEWORKER),
    _tasks(26, Role.ADMINISTRATOR, Role.MANAGER),
    _tasks(80, Role.TEACHER, Role.CHILDCARE),
)
"""Places of the host."""
