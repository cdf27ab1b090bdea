"""Recurring issues: messages about the same matter, found, named and ranked by heat."""

from govtext.issues.recurring.finding import find_issues

__all__ = ["find_issues"]
