"""The product's command line with a clock that is ahead; nothing else is different."""

import os
import sys
from datetime import datetime, timedelta
from functools import partial

from lencana import command_line, installation
from visits.store.database import utc_now

AHEAD = timedelta(days=float(os.environ.get("DAYS_AHEAD", "0")))


def clock() -> datetime:
    return utc_now() + AHEAD


if __name__ == "__main__":
    for name in ("open_database", "open_or_create"):
        vars(installation)[name] = partial(vars(installation)[name], clock=clock)
    sys.exit(command_line.main())
