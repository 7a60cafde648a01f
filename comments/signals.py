"""What others may want to know of a comment's life."""

from django.dispatch import Signal

#: A comment was stored or its status changed: ``comment``; ``was``, its status before or None;
#: ``first_time``, whether it can be read now and never could before.
#: Sent in the transaction of the change: what a receiver stores is kept or lost together with it.
status_changed = Signal()

#: A mail was stored that is to go out at once, or as soon as it is due. Sent in its transaction.
mail_due = Signal()
