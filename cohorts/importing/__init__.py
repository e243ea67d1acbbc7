"""People from a spreadsheet: read, shown, then written."""
