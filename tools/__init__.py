"""Tools for people who work on the project; the site itself needs none of them."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# As manage.py does: the package `config` is in the folder `site`.
sys.path.insert(0, str(ROOT / "site"))
