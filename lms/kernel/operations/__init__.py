"""What an operator does with a house: keep a copy, bring it back, ask what is wrong with it."""

from lms.kernel.operations.archive import Figures, back_up, restore
from lms.kernel.operations.doctor import Finding, examine

__all__ = ["Figures", "Finding", "back_up", "examine", "restore"]
