"""Coding of complaints: request types and service problems, by rules that are data."""

from govtext.issues.coding.batch import code_batch, load_coder
from govtext.issues.coding.coder import Coder

__all__ = ["Coder", "code_batch", "load_coder"]
