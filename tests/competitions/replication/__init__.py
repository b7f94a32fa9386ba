"""Tests of the register of replications."""
