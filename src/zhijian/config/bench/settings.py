"""The platform's settings for the benches' web server: the same, and one bare route beside the platform's own."""

from zhijian.config.settings import *  # noqa: F403 (the same settings, that is the point)

ROOT_URLCONF = "zhijian.config.bench.urls"
