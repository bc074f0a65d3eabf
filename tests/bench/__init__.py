"""Benchmarks: each compares two things in one run, in turn, and gives the ratio; never part of the tests."""
