"""Addresses: the interface, the health check, and the built web apps."""

from django.urls import URLPattern, URLResolver, path, re_path

from zhijian.config import web
from zhijian.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("healthz", web.health),
    re_path(r"^(?P<app>m|h5)/(?P<path>(?:assets/|[^/]+\.[a-z0-9]+$).*)$", web.asset),
    re_path(r"^(?P<path>assets/.+|[^/]+\.(?:svg|png|ico|json|webmanifest|txt|js))$", web.asset, {"app": "console"}),
    re_path(r"^m(?:/.*)?$", web.page, {"app": "field"}),
    re_path(r"^(?:h5|v|verify|public)(?:/.*)?$", web.page, {"app": "h5"}),
    re_path(r"^(?!api(?:/|$)).*$", web.page, {"app": "console"}),
]
