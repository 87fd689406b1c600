from uuid import uuid4

from common.throttle import is_too_often


def test_only_what_goes_beyond_the_limit_is_too_often_and_each_sender_counts_alone():
    sender, other = f"{uuid4()}", f"{uuid4()}"
    answers = [is_too_often(what="test", who=sender, limit=2) for _ in range(4)]
    assert answers == [False, False, True, True]
    assert is_too_often(what="test", who=other, limit=2) is False


def test_without_the_cache_nobody_is_refused(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert not any(is_too_often(what="test", who="anybody", limit=1) for _ in range(3))
