"""The signals of comments and mails."""

from django.dispatch import Signal

#: A comment was stored or its status changed. Its arguments are ``comment``; ``from_status``, the
#: status before, or None; and ``first_time``, whether readers see the comment for the first time.
#: It is sent in the transaction of the change, so that the rows of receivers commit with it.
status_changed = Signal()

#: A mail was stored. The signal is sent in the transaction of the mail.
mail_due = Signal()
