"""A short walk; `make walk` takes a long one."""

from hypothesis import settings

from pocket_conformance.walk.machine import Walk

TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=15, stateful_step_count=40, deadline=None)
