"""Citation formats, one module each; see `kg.citations` for what a module has."""
