"""Tables of inspection, by subject."""

from zhijian.business.inspection.models.draws import Draw, DrawNonce
from zhijian.business.inspection.models.held import HeldSubmission
from zhijian.business.inspection.models.libraries import DrawLibrary
from zhijian.business.inspection.models.matters import Avoidance, Matter
from zhijian.business.inspection.models.pools import ObjectPool, ObjectPoolMember, OfficerPool, OfficerPoolMember
from zhijian.business.inspection.models.publications import Publication
from zhijian.business.inspection.models.records import Countersign, Inspection, InspectionRound
from zhijian.business.inspection.models.rectifications import Rectification, RectificationItem
from zhijian.business.inspection.models.tasks import Task, TaskOfficer, TaskRestaffing

__all__ = [
    "Avoidance",
    "Countersign",
    "Draw",
    "DrawLibrary",
    "DrawNonce",
    "HeldSubmission",
    "Inspection",
    "InspectionRound",
    "Matter",
    "ObjectPool",
    "ObjectPoolMember",
    "OfficerPool",
    "OfficerPoolMember",
    "Publication",
    "Rectification",
    "RectificationItem",
    "Task",
    "TaskOfficer",
    "TaskRestaffing",
]
