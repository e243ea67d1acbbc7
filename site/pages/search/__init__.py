"""Looking for words in what is published: our own index of folded, stemmed words, the same on both engines."""
