"""What only grows is guarded (只增不改)."""

from benefits.stores.migrations.guards import guard, unguard

revision = "0005"
down_revision = "0004"

TABLES = (
    "answered_key",
    "closed_day",
    "entry",
    "kept_policy",
    "people_forgotten",
    "person_facts",
    "person_identities",
    "person_particulars",
    "posting",
    "published_policy",
    "settlement",
    "trail",
)


def upgrade() -> None:
    guard(TABLES)


def downgrade() -> None:
    unguard(TABLES)
