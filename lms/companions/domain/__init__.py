"""Rules of volunteers, appointments and mentoring. Pure."""
