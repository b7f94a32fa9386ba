"""Who counts in an IGA edition over all years: candidates, their readiness, the submission set and the affairs."""
