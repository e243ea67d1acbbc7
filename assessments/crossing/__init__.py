"""Two ways to cross views in a binôme, each with a consent of its own."""
