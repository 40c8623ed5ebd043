"""Badges and the jobs that bring them onto paper."""
