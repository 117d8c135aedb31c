"""The platform's addresses, and a bare route that gives rows held in memory: nobody is asked, nothing looked up."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI

from zhijian.business.inspection.api.tasks import TaskPage
from zhijian.config import urls

bare = NinjaAPI(urls_namespace="bench", openapi_url=None)


@lru_cache(maxsize=1)
def _rows() -> dict[str, Any]:
    page: dict[str, Any] = orjson.loads(Path(os.environ["ZHIJIAN_BENCH_ROWS"]).read_bytes())
    return page


@bare.get("/tasks", response=TaskPage)
def tasks(request: HttpRequest) -> dict[str, Any]:
    """The same rows as the list of tasks, in the same shape."""
    return _rows()


urlpatterns = [path("bench/", bare.urls), *urls.urlpatterns]
