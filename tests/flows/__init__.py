"""What goes through several capabilities, as the people do it over HTTP."""
