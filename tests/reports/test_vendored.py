"""What comes from elsewhere is what the manifest says, byte for byte, with its licence."""

import hashlib
import json
from pathlib import Path

import benefits.reports
from benefits.reports.write import _ASSETS

VENDOR = Path(benefits.reports.__file__).parent / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))


def test_every_vendored_file_is_the_one_in_the_manifest() -> None:
    listed = {each["file"]: each["sha512"] for part in MANIFEST for each in part["files"]}
    lying = {
        path.name: hashlib.sha512(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name != "MANIFEST.json"
    }
    assert lying == listed


def test_the_script_says_its_version_and_comes_with_its_licence() -> None:
    (echarts,) = MANIFEST
    script = (VENDOR / "echarts.min.js").read_text(encoding="utf-8")
    assert f'version="{echarts["version"]}"' in script
    assert "Apache License" in (VENDOR / "echarts.LICENSE").read_text(encoding="utf-8")
    assert ("vendor", "echarts.LICENSE") in _ASSETS
