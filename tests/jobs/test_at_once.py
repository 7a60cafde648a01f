"""Two people begin a job for the same pages at the same moment."""

import threading

import pytest
from django.db import connection

from articles.many import choosing
from jobs.models import Job
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def test_one_of_two_that_begin_at_once_is_refused(topic):
    pages = [factories.article(topic).pk for _ in range(4)]
    users = [factories.user("Editors") for _ in range(2)]
    ready, refused = threading.Barrier(2), []

    def begin(user):
        ready.wait(30)
        try:
            choosing.begin("unpublish_pages", user, "History", pages)
        except choosing.Busy as busy:
            refused.append(busy.job)
        finally:
            connection.close()

    both = [threading.Thread(target=begin, args=[user]) for user in users]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert refused == [Job.objects.get()]
