"""Policies: clauses, instruments, reforms, passages taken over, and links to what people complain of."""
