"""Signing in, shared by the portal and the desk: by password, and by the first link."""

from web.sign_in.views import views

__all__ = ["views"]
