"""Mails that are written to files do not lie there for ever."""

import os
import time

from operations.management.commands.worker import keep_house


def test_the_worker_deletes_mails_after_thirty_days(db, settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for name, days in (("old.log", 31), ("new.log", 29), ("other.txt", 31)):
        (tmp_path / name).write_text("a mail")
        moment = time.time() - days * 86_400
        os.utime(tmp_path / name, (moment, moment))
    keep_house()
    assert {path.name for path in tmp_path.iterdir()} == {"new.log", "other.txt"}


def test_without_such_mails_there_is_nothing_to_do(db, settings, tmp_path):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    keep_house()
    settings.EMAIL_FILE_PATH = str(tmp_path / "nowhere")
    keep_house()
