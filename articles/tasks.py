"""The old addresses of tasks: a queued task is stored under the name of its module.

Both stand beside their functions now. This module may go on 1 June 2027: until then a site that is
upgraded may still have tasks queued under the old names.
"""

from .pictures import make_renditions, prepare_renditions

__all__ = ["make_renditions", "prepare_renditions"]
