"""`python -m lencana`: the same as the command `lencana`."""

from lencana.command_line import main

if __name__ == "__main__":
    raise SystemExit(main())
