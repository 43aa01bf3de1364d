"""Korean and English text to terms with offsets; the same terms feed every engine."""
