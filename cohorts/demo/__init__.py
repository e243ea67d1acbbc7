"""The people of the demonstration: invented, in invented territories, and saying so."""
