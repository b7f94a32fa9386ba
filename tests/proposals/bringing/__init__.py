"""Tests of bringing a document along."""
