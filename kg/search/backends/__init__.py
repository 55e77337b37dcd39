"""Search backends, one module each with `open_writer` and `open_reader`; the module's name is what a setting says."""
