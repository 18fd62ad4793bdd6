"""What hangs on an event, together with it: a rule about the event answers for its parts."""

from msgspec import Struct

from kimhub.workshops.views import Workshop


class PartOf(Struct, frozen=True):
    """Carries what policies ask of the event."""

    workshop: Workshop

    @property
    def organization(self) -> int:
        return self.workshop.organization

    @property
    def seat(self) -> str:
        return self.workshop.seat

    @property
    def owner_kind(self) -> str:
        return self.workshop.owner_kind

    @property
    def state(self) -> str:
        return self.workshop.state

    @property
    def helpers(self) -> dict[int, str]:
        return self.workshop.helpers
