"""Coaching plans: what a proposal in coaching has to do, until when, with which coach."""
