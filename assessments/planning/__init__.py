"""What one decides to work on: a few indicators, an action in the field, a trace to bring back."""
