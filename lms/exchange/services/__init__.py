"""Deeds of exchange: registration sheets in, files for funders out."""

from lms.exchange.services.sheets import Outcome, decide, give_up, new_learner, receive, take_in

__all__ = ["Outcome", "decide", "give_up", "new_learner", "receive", "take_in"]
