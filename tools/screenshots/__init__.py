"""Pictures of every page and state, at every size and in both languages, taken from a running demo."""
