"""Pictures of every page and state, at every size and in both languages, from a running demo."""
