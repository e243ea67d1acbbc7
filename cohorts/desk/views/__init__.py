"""The screens of the desk, one file a subject."""
