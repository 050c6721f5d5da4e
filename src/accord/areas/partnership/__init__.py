"""What both leaders look at first: the overview, the stage with its gates, and the brief to hand out."""
