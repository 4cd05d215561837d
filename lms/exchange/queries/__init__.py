"""Asking about sheets on their way in, and the observers' aggregates. Answers are plain values."""
