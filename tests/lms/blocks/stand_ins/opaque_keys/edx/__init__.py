"""One name of edx-opaque-keys, for a package that asks for it without requiring it."""
