"""Sessions that know whose they are, so that their owner can see and end them.

Django documents this way: https://docs.djangoproject.com/en/5.2/topics/http/sessions/#extending-database-backed-session-engines
"""

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with a column for the account."""

    @classmethod
    def get_model_class(cls):
        return apps.get_model("accounts", "Session")

    def create_model_instance(self, data):
        made = super().create_model_instance(data)
        made.account_id = data.get(SESSION_KEY)
        return made
