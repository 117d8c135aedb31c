"""HTTP of inspection, by subject."""

from ninja import Router

from zhijian.business.inspection.api.countersigns import router as countersigns
from zhijian.business.inspection.api.draws import router as draws
from zhijian.business.inspection.api.held import router as held
from zhijian.business.inspection.api.matters import router as matters
from zhijian.business.inspection.api.packages import router as packages
from zhijian.business.inspection.api.pools import router as pools
from zhijian.business.inspection.api.records import router as records
from zhijian.business.inspection.api.results import router as results
from zhijian.business.inspection.api.tasks import router as tasks

router = Router()
router.add_router("", tasks)
router.add_router("", packages)
router.add_router("", records)
router.add_router("", countersigns)
router.add_router("", held)
router.add_router("", matters)
router.add_router("", pools)
router.add_router("", draws)
router.add_router("", results)
