"""Loads what registers itself with Wagtail."""

from . import stored  # noqa: F401
