"""Replies: how long they take, and what they are worth."""

from govtext.issues.responses.lag import response_table

__all__ = ["response_table"]
