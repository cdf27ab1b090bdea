"""Readers, one module a format family. None follows a link, runs a macro or evaluates a formula."""
