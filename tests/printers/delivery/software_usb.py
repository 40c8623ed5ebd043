"""A USB bus in memory with one printer on it, behind pyusb's own interface for drivers."""

from array import array
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

from tests.printers.delivery.script import Script

OUT, IN, ROOM = 0x02, 0x81, 64
VENDOR, PRODUCT, SERIAL = 0x04B8, 0x0202, "J7KF001"


class SoftwareUsb(IBackend):  # type: ignore[misc]  # pyusb ships no types
    """The printer takes 64 bytes a transfer, none when it is full, and may be unplugged."""

    def __init__(self, script: Script, *, answers: bool = True) -> None:
        self.script = script
        self.full_after: int | None = None
        self.resets = 0
        self.unplugged_after: int | None = None
        self.open_handles = 0
        self._said = bytearray()
        self._configuration = 1
        self._endpoints = [OUT, IN] if answers else [OUT]

    def enumerate_devices(self) -> Iterator[str]:
        yield "printer"

    def get_device_descriptor(self, _device: Any) -> Any:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=VENDOR,
            idProduct=PRODUCT,
            bcdDevice=0x100,
            iManufacturer=1,
            iProduct=2,
            iSerialNumber=3,
            bNumConfigurations=1,
            bus=1,
            address=1,
            port_number=1,
            port_numbers=(1,),
            speed=2,
        )

    def get_configuration_descriptor(self, _device: Any, _config: int) -> Any:
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(
        self, _device: Any, intf: int, alt: int, _config: int
    ) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            iInterface=0,
            bNumEndpoints=len(self._endpoints),
            bInterfaceClass=7,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(
        self, _device: Any, ep: int, _intf: int, _alt: int, _config: int
    ) -> Any:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=self._endpoints[ep],
            bmAttributes=2,
            wMaxPacketSize=64,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, _device: Any) -> str:
        self.open_handles += 1
        return "handle"

    def close_device(self, _handle: Any) -> None:
        self.open_handles -= 1

    def get_configuration(self, _handle: Any) -> int:
        return self._configuration

    def set_configuration(self, _handle: Any, config_value: int) -> None:
        self._configuration = config_value

    def claim_interface(self, _handle: Any, intf: int) -> None:
        pass

    def release_interface(self, _handle: Any, intf: int) -> None:
        pass

    def ctrl_transfer(self, _handle: Any, *setup: Any) -> int:
        """Answer the one question that a search by serial number asks.

        Strings, and the languages of them.
        """
        *_, value, _index, answer, _timeout = setup
        text = b"\x09\x04" if value & 0xFF == 0 else SERIAL.encode("utf-16-le")
        words = bytes((len(text) + 2, 3)) + text
        answer[: len(words)] = array("B", words)
        return len(words)

    def reset_device(self, _handle: Any) -> None:
        self.resets += 1

    def bulk_write(
        self, _handle: Any, ep: int, _intf: int, data: Any, _timeout: int
    ) -> int:
        assert ep == OUT
        if (
            self.unplugged_after is not None
            and len(self.script.heard) >= self.unplugged_after
        ):
            raise USBError("gone", -4, 19)
        if self.full_after is not None and len(self.script.heard) >= self.full_after:
            raise USBTimeoutError("busy", -7, 110)
        taken = bytes(data)[:ROOM]
        self._said += self.script.hear(taken)
        return len(taken)

    def bulk_read(
        self, _handle: Any, ep: int, _intf: int, buff: Any, _timeout: int
    ) -> int:
        assert ep == IN
        if not self._said:
            raise USBTimeoutError("nothing said", -7, 110)
        said, self._said = self._said[: len(buff)], self._said[len(buff) :]
        buff[: len(said)] = array("B", bytes(said))
        return len(said)
