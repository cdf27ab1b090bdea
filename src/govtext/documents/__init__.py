"""Documents: every text in data/raw once, dated, placed, clean, and safe to share."""
