"""One row for each thing a person or post must do."""
