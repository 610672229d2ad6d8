"""Make sure that this machine has a Chromium and a font with Chinese glyphs, for the tests.

What is there is used. What is missing comes from apt where there is apt, and a Chromium
otherwise from Playwright. Tests and benchmarks find the browser with ``find_chromium``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as play:
    print(play.chromium.executable_path)
"""


def main() -> int:
    """Install what is missing; return 1, with a sentence, if there is no browser after all."""
    missing = []
    if find_chromium() is None:
        missing.append("chromium")
    if not has_chinese_font():
        missing.append("fonts-noto-cjk")
    if missing:
        apt_install(missing)
    if find_chromium() is None:
        run(sys.executable, "-m", "playwright", "install", "--with-deps", "chromium")
    found = find_chromium()
    if found is None:
        print("No Chromium, and none could be installed: install one and set PARKMAP_CHROMIUM.")
        return 1
    print(f"Chromium: {found}")
    if not has_chinese_font():
        print("No font with Chinese glyphs was found: screenshots will show boxes.")
    return 0


def find_chromium() -> str | None:
    """Return the path of a Chromium: named by PARKMAP_CHROMIUM, installed, or Playwright's own."""
    named = os.environ.get("PARKMAP_CHROMIUM")
    if named:
        return shutil.which(named)
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    return installed or playwright_chromium()


def playwright_chromium() -> str | None:
    """Return the path of the Chromium that Playwright downloaded, if it did."""
    # In a process of its own: where Playwright already runs, it does not start twice.
    asked = subprocess.run(
        [sys.executable, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True, check=False
    )
    path = asked.stdout.strip()
    return path if asked.returncode == 0 and Path(path).is_file() else None


def has_chinese_font() -> bool:
    """Tell whether fontconfig knows a font for Chinese; True where there is no fontconfig.

    Windows and macOS, which have none, come with Chinese fonts.
    """
    if shutil.which("fc-list") is None:
        return sys.platform != "linux"
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def apt_install(packages: list[str]) -> None:
    """Install Debian packages if this machine has apt and we may; otherwise do nothing."""
    if shutil.which("apt-get") is None:
        return
    prefix: list[str] = []
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        if shutil.which("sudo") is None:
            return
        prefix = ["sudo"]
    # env, because sudo drops variables.
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    run(*apt, "update")
    # One by one: a machine may lack the one and have the other.
    for package in packages:
        run(*apt, "install", "--yes", "--no-install-recommends", package)


def run(*command: str) -> None:
    """Run a command and show it; what it could not do shows in what is missing afterwards."""
    print("+", " ".join(command), flush=True)
    subprocess.run(command, check=False)


if __name__ == "__main__":
    sys.exit(main())
