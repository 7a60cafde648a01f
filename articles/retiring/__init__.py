"""Taking pages away: where their addresses lead from then on."""
