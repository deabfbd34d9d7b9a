"""Articles as documents of sentences; words, languages, cleaning."""
