"""A printer without paper, for the demo, the tests and the training of staff."""

from printers.virtual.mechanism import Build
from printers.virtual.printer import VirtualPrinter
from printers.virtual.switches import Switch, Switches

__all__ = ["Build", "Switch", "Switches", "VirtualPrinter"]
