"""Quotes (预结算): who pays what of one bill under one policy, and why. Nothing is written down."""

from benefits.quotes.desk import Desk

__all__ = ["Desk"]
