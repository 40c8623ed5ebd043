"""The post: letters written in the moment they are sent, and carried to the mail server."""
