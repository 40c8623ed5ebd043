"""Own pages: a page about the visit behind a link, in its site's colours and its guest's language."""

from collections.abc import Iterator
from contextlib import contextmanager

from guest_page import own_visit
from guest_page.language import spoken
from guest_page.own_visit import OwnVisit
from visits.store.database import Store
from web.context import set_current_site
from web.face import database


@contextmanager
def own_page(link: str) -> Iterator[tuple[Store, OwnVisit]]:
    """The visit behind the link (`NotFound`), while its page is made."""
    with database().reading() as store:
        visit = own_visit.find(store, link)
        set_current_site(visit.site)
        with spoken(visit.facts.visit.language):
            yield store, visit
