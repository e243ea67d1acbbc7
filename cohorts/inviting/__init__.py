"""How one gets into a cohort: invitation, its links, and what accepting them does."""
