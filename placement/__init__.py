"""Where a learner starts: interview, literacy screener, adaptive test and the decision for a track."""
