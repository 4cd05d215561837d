"""Files that rotas come in."""

from lms.learners.formats.rota import Problem, Rota, RotaShift, StaffRota, read, read_staff

__all__ = ["Problem", "Rota", "RotaShift", "StaffRota", "read", "read_staff"]
