"""A page of Wagtail's own blocks, in a project that has nothing else: the baseline of ``bench.saving``."""
