"""The forms that people meet most, arranged by hand: the same questions in parts, beside what they rest on."""
