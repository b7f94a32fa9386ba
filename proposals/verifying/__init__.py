"""The verification desk: what waits for a coordinator, the checklist of the year, and the decision on each proposal."""
