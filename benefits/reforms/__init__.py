"""Reforms (政策调整方案): files and flags read into scenarios, each problem with its place."""
