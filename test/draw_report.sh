#!/bin/bash
# Draws docs/images/report.png: the beginning of build/report.html, which examples/demo writes, in a browser.
set -euo pipefail
cd "$(dirname "$0")/.."
chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --window-size=1180,1080 \
    --screenshot=docs/images/report.png "file://$PWD/build/report.html"
