"""What happens to organizations, decrees, officers and rights. Names are snapshots: people are renamed."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OrganizationCreated:
    organization_id: int
    actor_id: int
    name: str
    kind: str
    wilayah_code: str
    legal_status: str


@dataclass(frozen=True, slots=True)
class OrganizationRegistered:
    """A draft was handed in: the pembina of the wilayah has it to verify."""

    organization_id: int
    actor_id: int
    name: str
    wilayah_code: str


@dataclass(frozen=True, slots=True)
class OrganizationVerified:
    """The pembina checked the decree: the first one, or after the term before had run out (`renewed`)."""

    organization_id: int
    actor_id: int
    name: str
    decree_id: int
    number: str
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class OrganizationDissolved:
    organization_id: int
    actor_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActivityOverridden:
    """A pembina said how active the organization is; an empty level lets KIMHub compute it again."""

    organization_id: int
    actor_id: int
    level: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrganizationEdited:
    """`changes` is field -> [before, after] and turns version - 1 into `version`."""

    organization_id: int
    actor_id: int
    version: int
    changes: dict[str, list[str]] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecreeUploaded:
    organization_id: int
    actor_id: int
    decree_id: int
    number: str
    wilayah_code: str


@dataclass(frozen=True, slots=True)
class DecreeVerified:
    organization_id: int
    actor_id: int
    decree_id: int
    number: str
    uploaded_by: int | None


@dataclass(frozen=True, slots=True)
class DecreeReturned:
    """The pembina cannot accept it as it is; `uploaded_by` reads the reason."""

    organization_id: int
    actor_id: int
    decree_id: int
    number: str
    uploaded_by: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class DecreeExpiring:
    """The decree in force ends in `days` days, one of 90, 30 and 0 (domain.md 10)."""

    organization_id: int
    name: str
    wilayah_code: str
    days: int
    term_end: str


@dataclass(frozen=True, slots=True)
class OfficerAppointed:
    organization_id: int
    actor_id: int
    officer_id: int
    user_id: int | None
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class OfficerEnded:
    organization_id: int
    actor_id: int
    officer_id: int
    user_id: int | None
    name: str
    position: str
    reason: str
    ended_on: str


@dataclass(frozen=True, slots=True)
class RoleGranted:
    """`role` as in domain.md 6.2; pembina and province come with membership in the office. No actor: it was
    done at the server."""

    actor_id: int | None
    user_id: int
    name: str
    role: str
    organization_id: int | None = None
    wilayah_code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RoleRevoked:
    actor_id: int
    user_id: int
    name: str
    role: str
    organization_id: int | None = None
    wilayah_code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PositionSaved:
    """The installation's list of positions has a new or renamed entry."""

    actor_id: int
    code: str
    label: str
