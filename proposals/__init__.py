"""Period, proposal, sections, attachments, workflow, history, catalogue and search."""
