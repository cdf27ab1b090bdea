"""Replies: how long they take, and what they are worth."""

from govtext.issues.responses.lag import response_table
from govtext.issues.responses.quality import measured_replies
from govtext.issues.responses.quality_groups import quality_groups

__all__ = ["measured_replies", "quality_groups", "response_table"]
