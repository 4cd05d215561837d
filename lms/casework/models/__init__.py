"""Tables of individual plans, their goals and steps, rights, guidance, contacts, stages and who looks after whom."""

from lms.casework.models.arrivals import ArrivalPaper, BeforeArrival, Reception
from lms.casework.models.contacts import BarrierReport, CheckIn, Guidance, HandOver, Sharing, Situation, Stage
from lms.casework.models.meetings import Event, EventPlace, Outreach
from lms.casework.models.plans import Acknowledgement, Assignment, Credential, Goal, Plan, Proof, Rule, Step
from lms.casework.models.teams import Organisation, TeamMember, TeamNote, TextCheck

__all__ = [
    "Acknowledgement",
    "ArrivalPaper",
    "Assignment",
    "BarrierReport",
    "BeforeArrival",
    "CheckIn",
    "Credential",
    "Event",
    "EventPlace",
    "Goal",
    "Guidance",
    "HandOver",
    "Organisation",
    "Outreach",
    "Plan",
    "Proof",
    "Reception",
    "Rule",
    "Sharing",
    "Situation",
    "Stage",
    "Step",
    "TeamMember",
    "TeamNote",
    "TextCheck",
]
