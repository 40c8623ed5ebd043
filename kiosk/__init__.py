"""The lobby tablet: a guest arrives, shows who they are, and leaves again."""
