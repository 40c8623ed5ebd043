"""The print agent: collects jobs, brings their badges out, and says what became of each."""
