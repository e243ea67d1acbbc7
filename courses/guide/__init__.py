"""The reference guide: its pages, its outline, what they need to be drawn, its PDF."""
