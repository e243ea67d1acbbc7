"""The trainer’s tab: moments, who has taken stock, reminders, the cohort’s figures."""
