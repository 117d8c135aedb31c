"""``python -m zhijian.config.cli``: how the supervisor starts its children."""

import sys

from zhijian.config.cli import main

sys.exit(main())
