"""People who act, where and for whom they act, and the one way in which rows are written."""
