"""A device file, behind which the kernel keeps a printer."""

import os
import stat
from functools import partial

from printers.addresses import DeviceFile
from printers.errors import PrinterError
from printers.transports.descriptor import DescriptorTransport
from printers.vocabulary import PrintProblemKind

_ALIKE = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def open_file(address: DeviceFile) -> DescriptorTransport:
    """Return the line; raises PrinterError: unreachable, or bad_address for what is not a device."""
    try:
        descriptor = os.open(address.path, os.O_RDWR | _ALIKE)
    except FileNotFoundError as error:
        raise PrinterError(PrintProblemKind.UNREACHABLE, "no such device") from error
    except OSError as error:
        raise PrinterError(
            PrintProblemKind.UNREACHABLE, "the device cannot be opened"
        ) from error
    if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise PrinterError(PrintProblemKind.BAD_ADDRESS, "this file is not a device")
    return DescriptorTransport(descriptor, partial(os.close, descriptor))
