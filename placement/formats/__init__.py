"""Formats of others: QTI, GIFT and Moodle XML come in as a bank, and a bank goes out as QTI 3."""

from placement.formats.bank_folder import About, Site
from placement.formats.bank_folder import write as write_bank
from placement.formats.bank_zip import Folder, is_bank, open_bank, unpack_bank
from placement.formats.bank_zip import write_bank as zip_bank
from placement.formats.importing import Taken, take
from placement.formats.qti_write import Written, export
from placement.formats.refusals import Refused, Unsupported

__all__ = [
    "About",
    "Folder",
    "Refused",
    "Site",
    "Taken",
    "Unsupported",
    "Written",
    "export",
    "is_bank",
    "open_bank",
    "take",
    "unpack_bank",
    "write_bank",
    "zip_bank",
]
