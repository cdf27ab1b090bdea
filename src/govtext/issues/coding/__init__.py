"""Coding of complaints: request types and service problems, by rules that are data, and the human loop around them."""

from govtext.issues.coding.audit import audit, clauses, explain
from govtext.issues.coding.batch import code_batch, load_coder
from govtext.issues.coding.coder import Coder

__all__ = ["Coder", "audit", "clauses", "code_batch", "explain", "load_coder"]
