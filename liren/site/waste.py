"""How often Python looks for waste: a program of a thousand modules pays for each look."""

import gc

# a round for so many new things, and so many rounds before an older generation is looked at
THRESHOLD = (50_000, 20, 50)


def look_seldom() -> None:
    """From now on look seldom; loading the program would spend a fifth of its time looking."""
    gc.set_threshold(*THRESHOLD)


def keep_loaded() -> None:
    """What is loaded by now stays until the end: no later look goes through it again."""
    look_seldom()
    gc.collect()
    gc.freeze()
