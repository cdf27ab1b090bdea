"""The report: figures, thesis tables, the page, the methods text. Reads tables, computes nothing."""
