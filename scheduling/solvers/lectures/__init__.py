"""The engine for lectures: local search on compact arrays, compiled once."""
