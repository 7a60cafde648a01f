"""The old address of a task: a queued task is stored under the name of its module.

The task stands beside its function now. This module may go on 1 June 2027: until then a site that
is upgraded may still have tasks queued under the old name.
"""

from .indexing import refresh_documents

__all__ = ["refresh_documents"]
