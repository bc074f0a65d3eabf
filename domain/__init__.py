"""The rules of 沪市监计量〔2023〕213号: pure, without I/O, clock or framework.

``decide(command, center, context)`` says which events follow, or refuses with a clause;
``evolve(center, record)`` folds what was recorded; ``deadlines(center, policy, calendar)`` reads the clocks.
"""
