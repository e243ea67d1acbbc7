"""The trainer’s desk: her cohorts, their people, pairs, dates and progress."""
