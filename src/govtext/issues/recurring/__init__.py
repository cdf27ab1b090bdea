"""Recurring issues: messages about the same matter, found, named and ranked by heat (`finding.find_issues`)."""
