"""Telling people: one inbox for everything, and letters, texts, robots and webhooks outside.

A notice is written in the transaction of what it tells, once for each person: in-app exactly once.
What goes outside are deliveries, sent by the worker and tried again: at least once, each with a
stable id by which a receiver can drop doubles.
"""
