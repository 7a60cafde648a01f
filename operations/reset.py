"""``make reset``: deletes the data directory, after a question."""

import os
import shutil
import sys
from pathlib import Path

DATA_DIR = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parents[1] / "var").resolve()
# Only a directory with one of these files, which the site itself makes, is deleted.
MARKS = ("secret_key", "site.sqlite3")


def main() -> None:
    if not DATA_DIR.exists():
        sys.exit(f"There is nothing to delete: {DATA_DIR} does not exist.")
    if not any((DATA_DIR / mark).exists() for mark in MARKS):
        sys.exit(f"{DATA_DIR} does not look like this site's data directory; nothing was deleted.")
    if os.environ.get("YES") != "1":
        try:
            answer = input(f"Delete {DATA_DIR} with all articles, pictures and accounts? [y/N] ")
        except EOFError:
            answer = ""
        if answer.strip().lower() not in ("y", "yes"):
            sys.exit("Nothing was deleted. (YES=1 make reset asks no question.)")
    shutil.rmtree(DATA_DIR)
    print(f"Deleted {DATA_DIR}.")


if __name__ == "__main__":
    main()
