"""Changes of many pages, authors, pictures or documents, which the worker makes as jobs.

What touches a few rows stays Wagtail's own. ``pages``, ``copying`` and ``objects`` have the kinds of
jobs, the other modules begin them where Wagtail's views would change everything in one request.
"""
