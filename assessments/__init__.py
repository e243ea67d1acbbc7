"""Where one stands: the framework, self-assessments, plans, crossed views, what a cohort is told."""
