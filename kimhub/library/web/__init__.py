"""Pages of the library. Each module offers HANDLERS."""

from kimhub.core.pages import Pages
from kimhub.library.web.bin import HANDLERS as bin_
from kimhub.library.web.comparing import HANDLERS as comparing
from kimhub.library.web.editing import HANDLERS as editing
from kimhub.library.web.feeds import HANDLERS as feeds
from kimhub.library.web.folders import HANDLERS as folders
from kimhub.library.web.keeping import HANDLERS as keeping
from kimhub.library.web.letters import HANDLERS as letters
from kimhub.library.web.lists import HANDLERS as lists
from kimhub.library.web.must_read import HANDLERS as must_read
from kimhub.library.web.own import HANDLERS as own
from kimhub.library.web.picking import HANDLERS as picking
from kimhub.library.web.pieces import HANDLERS as pieces
from kimhub.library.web.quota import HANDLERS as quota
from kimhub.library.web.reading import HANDLERS as reading
from kimhub.library.web.sharing import HANDLERS as sharing
from kimhub.library.web.show import HANDLERS as show
from kimhub.library.web.uploading import HANDLERS as uploading
from kimhub.library.web.versions import HANDLERS as versions

router = Pages(
    "/",
    [
        *lists,
        *uploading,
        *pieces,
        *folders,
        *show,
        *versions,
        *comparing,
        *picking,
        *sharing,
        *reading,
        *editing,
        *bin_,
        *must_read,
        *own,
        *quota,
        *letters,
        *keeping,
        *feeds,
    ],
)
