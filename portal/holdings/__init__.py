"""The page of an edition's holdings: who has which volumes, issues and years."""
