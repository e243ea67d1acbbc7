"""Taking one’s own results away, and having them erased."""
