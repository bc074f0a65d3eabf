"""Who sees what of a center: how a reader is related to it, and what each relation sees of each event.

``table.VISIBILITY`` is the one table; ``seen`` applies it to records and to the center that they make.
"""
