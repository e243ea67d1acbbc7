"""The notes that a participant keeps for herself in the margin of lessons."""
