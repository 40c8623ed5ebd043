"""The domain and its store: who visits whom, when, what may be remembered, and for how long."""
