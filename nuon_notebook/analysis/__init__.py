"""Answers computed from models."""
