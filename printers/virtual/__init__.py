"""A printer without paper, for the demo, the tests and the training of staff."""

from printers.virtual.printer import VirtualPrinter

__all__ = ["VirtualPrinter"]
