"""Tests of classes into time, rooms and people's lives."""
