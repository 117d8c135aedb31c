"""HTTP of the register, by subject."""

from ninja import Router

from zhijian.data.registry.api.dossiers import router as dossiers
from zhijian.data.registry.api.entities import router as entities
from zhijian.data.registry.api.licences import router as licences
from zhijian.data.registry.api.people import router as people

router = Router(tags=["registry"])
for part in (entities, dossiers, licences, people):
    router.add_router("", part)
