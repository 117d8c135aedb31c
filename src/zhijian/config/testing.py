"""What a test run needs before Django's settings are read: a server of its own, as owner of the tables.

Loaded by pytest through ``-p zhijian.config.testing``. ``ZHIJIAN_TEST_DB`` names the database, so that several runs
can go side by side on one server.
"""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]

os.environ.setdefault("ZHIJIAN_HOME", str(PROJECT / "var" / "test"))
os.environ.setdefault("ZHIJIAN_DB_NAME", os.environ.get("ZHIJIAN_TEST_DB", "zhijian_tests"))
os.environ.setdefault("ZHIJIAN_DB_AS_OWNER", "1")
os.environ.setdefault("ZHIJIAN_DEMO", "1")
os.environ.setdefault("PGOPTIONS", "-c zhijian.truncate=test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhijian.config.settings")

from zhijian.config import embedded  # noqa: E402 (the environment comes first)
from zhijian.config.environment import environment  # noqa: E402

if not environment().database_url:
    embedded.start(environment())
