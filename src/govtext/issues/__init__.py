"""What citizens want, what they fault, which matters recur, and how they are answered."""
