"""What a cohort is told about itself: frozen figures in which nobody can be recognised."""
