"""Files that people give: checked by their bytes, made anew, kept apart, shown to who may see."""
