"""KIPP: who nominated what, and how far it has come."""
