"""The procedure of a period: what an outcome needs before it may leave a decision meeting."""
