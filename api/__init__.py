"""Where machines come: print agents collect their jobs and say what became of them."""
