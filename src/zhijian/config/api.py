"""The one HTTP interface that console, field app, public site and other systems share."""

from django.conf import settings
from ninja import NinjaAPI

from zhijian.business.enforcement.api import router as enforcement
from zhijian.business.inspection.api import router as inspection
from zhijian.data.exchange.api import router as exchange
from zhijian.data.registry.api import router as registry
from zhijian.faces.portal.api import router as portal
from zhijian.faces.publicsite.api import router as publicsite
from zhijian.kernel.http import StrictParser, install_errors
from zhijian.support.audit.api import router as audit
from zhijian.support.codes.api import router as codes
from zhijian.support.deadlines.api import router as deadlines
from zhijian.support.documents.api import router as documents
from zhijian.support.evidence.api import router as evidence
from zhijian.support.forms.api import router as forms
from zhijian.support.identity.api import router as identity
from zhijian.support.notices.api import router as notices
from zhijian.support.search.api import router as search
from zhijian.support.worklist.api import router as worklist

api = NinjaAPI(
    title="智监",
    version="1",
    urls_namespace="api-1",
    openapi_url="/openapi.json",
    docs_url=None,
    parser=StrictParser(),
    description="智慧市场监管平台的接口。写操作须带 Idempotency-Key；错误为 application/problem+json。",
)
install_errors(api)

api.add_router("/identity", identity)
api.add_router("/audit", audit)
api.add_router("/codes", codes)
api.add_router("/deadlines", deadlines)
api.add_router("/worklist", worklist)
api.add_router("/notices", notices)
api.add_router("/evidence", evidence)
api.add_router("/forms", forms)
api.add_router("/documents", documents)
api.add_router("/search", search)
api.add_router("/exchange", exchange)
api.add_router("/registry", registry)
api.add_router("/inspection", inspection)
api.add_router("/enforcement", enforcement)
api.add_router("/portal", portal)
api.add_router("/public", publicsite)

if settings.DEMO:
    from zhijian.demo.api import router as demo

    api.add_router("/demo", demo)
