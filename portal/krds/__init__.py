"""The design system: tags, charts, maps, form renderer."""
