"""里仁 Liren: the working platform of a city's communities."""

# here, not in what pip knows: the program runs from its folder and is never installed
VERSION = "0.1.0"
