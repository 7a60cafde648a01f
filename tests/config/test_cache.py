"""The cache that a site can do without for a while, with a Redis that is really stopped."""

import time

import pytest
from django.core.cache import cache
from redis.exceptions import RedisError

from comments import limits


@pytest.mark.usefixtures("own_redis")
def test_while_redis_answers_the_cache_is_djangos():
    cache.set("a", 1)
    assert cache.get("a") == 1
    assert cache.add("a", 2) is False
    assert cache.add("b", 2) is True
    assert cache.incr("a") == 2
    assert cache.decr("a") == 1
    assert cache.has_key("a")
    assert "b" in cache
    assert cache.touch("a") is True
    assert cache.set_many({"c": 3, "d": 4}) == []
    assert cache.get_many(["a", "b", "c", "e"]) == {"a": 1, "b": 2, "c": 3}
    assert cache.get_or_set("e", lambda: 5) == 5
    assert cache.delete("a") is True
    cache.delete_many(["b", "c"])
    assert cache.get_many(["a", "b", "c", "d"]) == {"d": 4}
    cache.clear()
    assert cache.get("d") is None
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_while_redis_is_away_every_answer_is_that_nothing_is_kept(own_redis, caplog):
    cache.set("a", 1)
    own_redis.stop()
    assert cache.get("a") is None
    assert cache.get("a", "otherwise") == "otherwise"
    cache.set("a", 2)
    assert cache.add("a", 2) is False
    assert cache.get_or_set("a", lambda: 5) == 5
    assert cache.get_many(["a", "b"]) == {}
    assert cache.set_many({"a": 1, "b": 2}) == ["a", "b"]
    assert cache.has_key("a") is False
    assert "a" not in cache
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    cache.delete_many(["a", "b"])
    for counted in (cache.incr, cache.decr, cache.incr_version):
        with pytest.raises(ValueError, match="Key 'a' not found"):
            counted("a")
    assert "The cache does not answer (get)" in caplog.text
    assert "The cache does not answer (delete_many)" in caplog.text


def test_a_redis_that_hangs_is_like_one_that_is_away(own_redis, caplog, monkeypatch):
    cache.set("a", 1)
    own_redis.hang()
    begun = time.monotonic()
    for _ in range(5):  # it is waited for once
        assert cache.get("a") is None
    assert time.monotonic() - begun < 2
    assert "Timeout" in caplog.text
    own_redis.go_on()
    assert cache.delete("a") is True
    monkeypatch.setattr("config.cache._silence.until", 0)
    cache.set("a", 2)
    assert cache.get("a") == 2


def test_nobody_is_told_that_a_cache_was_emptied_that_does_not_answer(own_redis):
    own_redis.stop()
    with pytest.raises(RedisError):
        cache.clear()


def test_once_redis_is_back_the_same_process_uses_it_again(own_redis):
    cache.set("a", 1)
    own_redis.stop()
    cache.set("a", 2)
    own_redis.start()
    assert cache.get("a") is None
    cache.set("a", 3)
    assert cache.get("a") == 3
    assert cache.add("a", 4) is False
    assert cache.incr("a") == 4


def test_a_mistake_of_the_code_is_not_taken_for_a_redis_that_is_away(own_redis):
    own_redis.stop()
    with pytest.raises(AttributeError, match="pickle"):
        cache.set("a", lambda: None)


def test_nobody_is_refused_for_doing_too_much_while_redis_is_away(own_redis):
    assert [limits.count("network", "203.0.113.0/24", 600) for _ in range(3)] == [1, 2, 3]
    own_redis.stop()
    assert [limits.count("network", "203.0.113.0/24", 600) for _ in range(3)] == [1, 1, 1]
    own_redis.start()
    assert [limits.count("network", "203.0.113.0/24", 600) for _ in range(2)] == [1, 2]
