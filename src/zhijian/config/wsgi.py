"""The web server's entry."""

import os

from django.core.wsgi import get_wsgi_application

from zhijian.config.setup import collect_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhijian.config.settings")

application = get_wsgi_application()
collect_seldom()
