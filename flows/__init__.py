"""How we talk: conversations as checked YAML, and the engine that plays one turn."""
