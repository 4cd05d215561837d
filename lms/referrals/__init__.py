"""Referrals: somebody is sent to a service outside, which answers by a link of its own; a school sends parents by one."""
