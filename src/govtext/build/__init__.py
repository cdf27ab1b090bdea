"""Runs the stages: what is fresh, what is not and why, progress, the run's manifest."""
