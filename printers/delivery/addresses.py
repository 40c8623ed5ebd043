"""The addresses under their earlier name, until whoever imports them from here has moved."""

from printers.addresses import Address, DeviceFile, Network, SerialLine, SpoolQueue, Usb, parse_address

__all__ = ["Address", "DeviceFile", "Network", "SerialLine", "SpoolQueue", "Usb", "parse_address"]
