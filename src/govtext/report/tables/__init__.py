"""Thesis tables: Word, LaTeX, Excel."""
