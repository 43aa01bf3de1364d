"""Desks: what a post does, offers and needs; questions to it; corrections of facts; hand-over. See README.md."""
