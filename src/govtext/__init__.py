"""govtext: a staged text-mining pipeline for Chinese government-service texts."""

__version__ = "0.1.0"
