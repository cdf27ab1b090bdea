"""The structured data set and its exports."""
