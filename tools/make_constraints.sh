#!/usr/bin/env bash
# Resolve parkmap and its dev and mutants extras afresh, and write what was chosen to constraints.txt.
# Only `name==version` lines are kept: no address of an index, no path of a machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
"${PYTHON:-python3}" -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip --disable-pip-version-check install -e '.[dev,mutants]'
{
    echo '# Exact versions that parkmap is built and tested with: runtime and dev, on Python 3.11.'
    echo '# `make constraints` writes this file anew with the newest versions that fit.'
    "$scratch/venv/bin/python" -m pip freeze --exclude-editable --exclude setuptools |
        grep -E '^[A-Za-z0-9._-]+==' | LC_ALL=C sort -f
} >"$scratch/constraints.txt"
cp "$scratch/constraints.txt" constraints.txt
echo "constraints.txt: $(grep -c == constraints.txt) packages"
