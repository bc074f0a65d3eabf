"""The words of the domain in both languages: fields, values, refusals, and what is wrong with the shape of a body."""
