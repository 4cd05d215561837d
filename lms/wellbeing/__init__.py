"""How somebody is: a few questions with consent, read by the person and the counsellor only. A wall stands around it."""
