"""Documents on paper: words as plain values, drawn by `typst` as PDF/UA-1. What each document says belongs to the app that makes it."""
