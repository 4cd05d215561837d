"""A real Chromium for tests, started the way that works for root, for an ordinary user and in a container."""

from __future__ import annotations

import os

from playwright.sync_api import Browser, Playwright, expect

from tools import browser

PATIENCE = 120_000
"""Milliseconds that anything may take on a busy machine. Tests that wait go on at once; only a failure takes so long."""

FLAGS = [
    "--no-zygote",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def launch(playwright: Playwright) -> Browser:
    """Start the browser; without one the test fails and says how to get it, for a skipped test proves nothing.

    Give every context a `locale`: without one the headless browser reports a language tag that Intl refuses.
    """
    expect.set_options(timeout=PATIENCE)
    chosen = browser.find()
    return playwright.chromium.launch(
        executable_path=chosen.executable,
        args=FLAGS,
        # The sandbox needs rights that root and containers lack; the tests open our own pages only.
        chromium_sandbox=False,
        env={**os.environ, **chosen.environment},
    )
