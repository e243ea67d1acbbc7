"""Taking stock: moments, drafts, ratings with their situations and evidence, and the snapshot they become."""
