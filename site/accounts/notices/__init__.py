"""What people are told: in the site, and by mail at the pace each chooses."""
