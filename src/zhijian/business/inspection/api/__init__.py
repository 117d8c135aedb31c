"""HTTP of inspection, by subject."""

from ninja import Router

from zhijian.business.inspection.api.packages import router as packages
from zhijian.business.inspection.api.records import router as records
from zhijian.business.inspection.api.tasks import router as tasks

router = Router()
router.add_router("", tasks)
router.add_router("", packages)
router.add_router("", records)
