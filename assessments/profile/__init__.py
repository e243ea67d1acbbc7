"""A description of one’s activity and posture: how much of each, never how well."""
