"""Referrals: somebody is sent to an office or a service outside, which answers by a link of its own."""
