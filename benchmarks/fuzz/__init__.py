"""Fuzzing of every codec: one table of targets, drawn by Hypothesis in the tests, grown by atheris here."""
