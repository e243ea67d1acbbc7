"""The framework as a file, out and back in without loss: a CSV for spreadsheets, a JSON in the words of 1EdTech CASE."""
