"""Members: their accounts, their signing in, and what is limited when somebody tries too often."""
