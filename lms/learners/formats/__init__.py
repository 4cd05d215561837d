"""Files that rotas come in."""

from lms.learners.formats.rota import Problem, Rota, RotaShift, read

__all__ = ["Problem", "Rota", "RotaShift", "read"]
