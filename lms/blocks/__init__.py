"""The XBlock socket: a runtime inside Flask, field data in our tables, units of content in a section."""
