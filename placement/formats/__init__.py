"""Formats of others: QTI, GIFT and Moodle XML come in as a bank, and a bank goes out as QTI 3."""

from placement.formats.bank_folder import About, Site
from placement.formats.bank_folder import write as write_bank
from placement.formats.importing import Taken, take
from placement.formats.qti_write import Written, export
from placement.formats.refusals import Refused, Unsupported

__all__ = ["About", "Refused", "Site", "Taken", "Unsupported", "Written", "export", "take", "write_bank"]
