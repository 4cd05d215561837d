"""The outbox and the tasks that people are asked to do."""
