"""The product in a real Chromium, as people see and touch it."""
