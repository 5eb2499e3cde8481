"""The Textual program: the only package that imports Textual."""
