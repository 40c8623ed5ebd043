"""How an agent's printers confirm a badge, as it was probed, kept on the disk."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from printers.agent import disk
from printers.agent.queue import DrivenPrinter
from printers.vocabulary import Confirmation


class CapabilityCache:
    """How each printer confirms, by its address.

    One that could not is not kept: it may have been full of a stub when it was probed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _read(path)

    def of(self, machines: Sequence[DrivenPrinter]) -> list[DrivenPrinter]:
        """Return the printers with what is known of each."""
        return [
            _with(machine, self._known.get(str(machine.device.address)))
            for machine in machines
        ]

    def learn(self, machines: Iterable[DrivenPrinter]) -> None:
        """Keep what was probed of these printers."""
        learnt = {
            str(machine.device.address): machine.device.confirm for machine in machines
        }
        capabilities = self._known | {
            address: confirmation
            for address, confirmation in learnt.items()
            if confirmation not in {None, Confirmation.NONE}
        }
        if capabilities != self._known:
            self._known = capabilities
            disk.replace(
                self._path,
                "".join(
                    f"{address} {confirmation}\n"
                    for address, confirmation in capabilities.items()
                ),
            )


def _read(path: Path) -> dict[str, Confirmation | None]:
    lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
    pairs = [line.rpartition(" ") for line in lines]
    return {
        address: Confirmation(confirmation)
        for address, _, confirmation in pairs
        if confirmation in set(Confirmation)
    }


def _with(machine: DrivenPrinter, confirm: Confirmation | None) -> DrivenPrinter:
    if machine.device.confirm is not None:
        return machine
    return replace(machine, device=replace(machine.device, confirm=confirm))
