"""`onward qti import` and `onward qti export`: questions of other programs become a bank, and a bank a package for them."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import click

from lms.kernel import errors
from placement import formats, packs

PICTURES = Path(__file__).parents[2] / "static" / "img" / "openmoji"


@click.command("import")
@click.argument("package", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--bank", type=click.Path(file_okay=False, path_type=Path), help="Folder to write the bank into; new or empty."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be taken in. So it is without --bank too.")
@click.option("--language", default="", help="Language code of the bank, such as de; else what the package says.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_command(package: Path, bank: Path | None, dry_run: bool, language: str, as_json: bool) -> None:
    """Take in PACKAGE: a QTI package (.zip) or item (.xml), GIFT (.gift, .txt) or Moodle XML. Its content decides."""
    if bank is not None and bank.exists() and any(bank.iterdir()):
        raise click.UsageError(f"--bank: {bank} is not empty. Name a new folder.")
    taken = formats.take(package.read_bytes(), package.name, site(), language)
    report = taken.report()
    if bank is not None and not dry_run and taken.refused is None and taken.rows:
        _write(bank, taken, f"{taken.format}: {package.name}")
        report["bank"] = str(bank)
    click.echo(json.dumps(report, indent=2, ensure_ascii=False) if as_json else _told(report))
    if taken.refused is not None:
        raise click.exceptions.Exit(1)


@click.command("export")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def export_command(folder: Path, out: Path, as_json: bool) -> None:
    """Write the bank in FOLDER as the QTI 3 package OUT."""
    try:
        written = formats.export(folder, site())
    except errors.Invalid as refused:
        problems = "; ".join(map(str, refused.facts.get("problems", ())))
        raise click.ClickException(f"{folder} is no bank that can be read: {problems}") from refused
    out.write_bytes(written.content)
    left = [{"item": item, "what": what} for item, what in written.unsupported]
    report = {"exported": written.exported, "unsupported": left, "media": written.media}
    if as_json:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    click.echo(f"{len(written.exported)} items and {written.media} files written to {out}.")
    for item, what in written.unsupported:
        click.echo(f"  not written: {item} ({what})")


def site() -> formats.Site:
    """The picture set of the site by name, and its reader of banks."""
    pictures = {path.stem: path.read_bytes() for path in sorted(PICTURES.glob("*.svg"))}
    return formats.Site(pictures, packs.read_bank)


def _write(bank: Path, taken: formats.Taken, source: str) -> None:
    """The whole bank or nothing: it is made beside its place and then moved there."""
    bank.parent.mkdir(parents=True, exist_ok=True)
    about = formats.About(bank.name, taken.language, source)
    with tempfile.TemporaryDirectory(dir=bank.parent) as place:
        made = Path(place) / bank.name
        formats.write_bank(made, about, taken.rows, taken.media)
        if bank.exists():
            bank.rmdir()
        shutil.move(made, bank)


def _told(report: dict[str, Any]) -> str:
    """The report for reading."""
    if report["refused"]:
        return f"Refused, nothing was taken in: {report['refused']}"
    lines = [
        f"{report['format']}: {len(report['imported'])} of {report['items']} items taken in, {report['media']} files."
    ]
    lines += [f"  not taken in: {one['item']} ({one['what']})" for one in report["unsupported"]]
    lines += [f"  left out: {one['item'] or 'package'}: {one['what']}" for one in report["left_out"]]
    return "\n".join([*lines, *(f"  bank: {one}" for one in report["bank_problems"])])
