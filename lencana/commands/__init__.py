"""What an operator can type: each module is one noun of the command line."""


class CommandFailed(Exception):
    """The command did not do what was asked; the text says why and what to do."""
