"""One's own account, shared by the portal and the desk: see what is kept, take it along, close it."""

from web.account.views import set_up, views

__all__ = ["set_up", "views"]
