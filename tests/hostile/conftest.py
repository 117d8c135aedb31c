"""Every test here looks at the same scene."""

from scene.shared import db, scene

__all__ = ["db", "scene"]
