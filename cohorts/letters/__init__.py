"""What a trainer writes to people by mail."""
