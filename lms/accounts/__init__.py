"""Users, roles, permissions, sign-in and the audit."""
