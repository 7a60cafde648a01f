"""The worker's part in a test: what is queued is done, by the package's own code."""

from django_tasks import task_backends


def waiting(name: str) -> list:
    """The queued tasks of one name."""
    return [one for one in task_backends["default"].results if one.task.name == name]


def work(*names: str) -> int:
    """Does the queued tasks of these names, those included that they queue; returns how many."""
    queue, done = task_backends["default"].results, 0
    while ready := [one for one in queue if one.task.name in names]:
        # As the worker takes them: the most urgent first.
        first = max(ready, key=lambda one: one.task.priority)
        queue.remove(first)
        first.task.call(*first.args, **first.kwargs)
        done += 1
    return done
