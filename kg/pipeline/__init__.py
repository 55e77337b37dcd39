"""The steps: load and unload, publish, check, rebuild, dump; each returns a report whose counts add up."""
