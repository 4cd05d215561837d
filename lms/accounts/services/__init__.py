"""Deeds of accounts: the audit, signing in and out, invitations, cards, tokens of programs."""
