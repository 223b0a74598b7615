"""Analyses of models."""
