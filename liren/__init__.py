"""里仁 Liren: the working platform of a city's communities."""
