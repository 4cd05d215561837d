"""What is learnt, how far each person has come, why somebody is not getting further, and what comes next."""
