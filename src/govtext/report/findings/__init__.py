"""The findings in sentences and the corpus flow."""
