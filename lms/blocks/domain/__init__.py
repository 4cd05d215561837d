"""Rules of the socket: who looks, which handlers are a learner's, what may be sent, what a page may carry."""
