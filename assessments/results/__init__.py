"""Reading a result: indicator by indicator, between two moments, and the small wheels beside the tables."""
