"""The words that the people of a binôme write each other, and their trainers when they are invited."""
