"""The framework that people answer: competencies, indicators, five described levels, in versions that never change."""
