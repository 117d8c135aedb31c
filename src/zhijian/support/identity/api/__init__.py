"""HTTP of identity, by subject."""

from ninja import Router

from zhijian.support.identity.api.organisations import router as organisations
from zhijian.support.identity.api.signing_in import router as signing_in
from zhijian.support.identity.api.staff import router as staff

router = Router()
router.add_router("", signing_in)
router.add_router("", organisations)
router.add_router("", staff)
