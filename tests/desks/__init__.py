"""Many desks at once: no wrong total, nothing doubled, nobody waits long."""
