"""Tools without any rule of the domain: configuration, clock, database, signals, plug-ins, language, web, jobs."""
