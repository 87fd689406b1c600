"""What a load balancer asks: can this process do its work, all the way to the worker?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

HEARTBEAT = "worker-seen-at"
SEEN_LATELY = timedelta(seconds=60)


def record_worker_heartbeat(at: datetime) -> None:
    cache.set(HEARTBEAT, at.isoformat(), timeout=600)


def checks() -> dict[str, bool]:
    """`{"database", "migrations", "broker", "worker"}`: True where all is well."""
    return {
        "database": _passes(_database),
        "migrations": _passes(_migrations),
        "broker": _passes(_broker),
        "worker": _passes(_worker),
    }


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (Error, RedisError, OSError):
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    return _is_migrated() or (_is_migrated.cache_clear() or False)


@lru_cache(maxsize=1)
def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    client = Redis.from_url(settings.REDIS_URL, **settings.REDIS_TIMEOUTS, retry=Retry(NoBackoff(), 0))
    try:
        return bool(client.ping())
    finally:
        client.close()


def _worker() -> bool:
    seen = cache.get(HEARTBEAT)
    return bool(seen) and timezone.now() - datetime.fromisoformat(seen) < SEEN_LATELY
