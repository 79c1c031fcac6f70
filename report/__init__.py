"""How an edition of the series is made, and what it says."""
