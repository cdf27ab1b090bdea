"""Topics: models, the choice of their number, stability, labels, trends."""
