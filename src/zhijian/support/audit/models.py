"""Tables of the audit trail; the application may add rows and read them, nothing else."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class AuditLeaf(models.Model):
    """One row is one change of one row anywhere, or one noted act; written by triggers in the same transaction.

    transaction: the writing transaction's id (xid8), by which the sealer knows that nothing older can still come.
    """

    id = models.BigAutoField(primary_key=True)
    transaction = models.BigIntegerField()
    at = models.DateTimeField()
    table = models.CharField(max_length=80)
    row = models.CharField(max_length=64)
    act = models.CharField(max_length=80)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    actor = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["table", "row", "id"], name="audit_leaf_by_row"),
            models.Index(fields=["transaction", "id"], name="audit_leaf_by_transaction"),
            models.Index(fields=["at"], name="audit_leaf_by_moment"),
        ]


class AuditBlock(models.Model):
    """One row seals up to some thousand leaves in order: the hash of each, and the chain's hash after them.

    leaf_sha256: n × 32 bytes, in the order of ``leaves``.  sha256, sm3: of the block before, the ids and the hashes.
    """

    number = models.BigIntegerField(primary_key=True)
    leaves = ArrayField(models.BigIntegerField())
    leaf_sha256 = models.BinaryField()
    last_transaction = models.BigIntegerField()
    sha256 = models.BinaryField()
    sm3 = models.BinaryField()
    sealed_at = models.DateTimeField()


class Verification(models.Model):
    """One row is one check of the whole chain that an auditor asked for, with how far it has come.

    block, leaf, table, row: what was found to be wrong first.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    leaves_total = models.BigIntegerField(default=0)
    leaves_checked = models.BigIntegerField(default=0)
    ok = models.BooleanField(null=True)
    message = models.CharField(max_length=300, blank=True)
    block = models.BigIntegerField(null=True)
    leaf = models.BigIntegerField(null=True)
    table = models.CharField(max_length=80, blank=True)
    row = models.CharField(max_length=64, blank=True)
