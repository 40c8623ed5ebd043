"""What the printer commands say and show: lists of printers, reasons, and one without paper."""
