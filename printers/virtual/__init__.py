"""A virtual printer, for the demo, the tests and the training of staff."""

from printers.virtual.faults import Fault, FaultBoard
from printers.virtual.mechanism import Build
from printers.virtual.printer import VirtualPrinter

__all__ = ["Build", "Fault", "FaultBoard", "VirtualPrinter"]
