"""HTTP of the public site, by subject; nobody signs in here."""

from ninja import Router

from zhijian.faces.publicsite.api.checks import router as checks
from zhijian.faces.publicsite.api.draws import router as draws

router = Router()
router.add_router("", draws)
router.add_router("", checks)
