"""Command line: `explainer build | live | check | tidy | describe TABLE | diff OLD NEW | accept TABLE --why TEXT`.

Also `figure ID --out FILE`, which draws one figure, `pdf`, which prints the book, and `new FOLDER`, which writes a
small book of your own.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from explainer import settings


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m explainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="run the chapters and write the site to _build/html")
    previewing = commands.add_parser("live", help="serve the book on this machine and follow what you save")
    previewing.add_argument("--port", type=int, help="another than the usual one, which is 8765")
    checking = commands.add_parser("check", help="validate data/ against datapackage.json and the book's own rules")
    checking.add_argument("what", nargs="*", help="tables to check; all by default. A folder: the package in it")
    checking.add_argument("--data", type=Path, help="another data folder")
    checking.add_argument("--strict", action="store_true", default=None, help="refuse tables not accepted (CI does)")
    tidying = commands.add_parser("tidy", help="format the cells of chapters and write them as JupyterLab saves them")
    tidying.add_argument("--check", action="store_true", help="write nothing; fail if a chapter would change")
    making = commands.add_parser("new", help="write a small book of your own, to be changed into another")
    making.add_argument("folder", type=Path)
    drawing = commands.add_parser("figure", help="draw one figure of the book to a file")
    drawing.add_argument("id")
    drawing.add_argument("--out", type=Path, required=True, help="ends in .svg, .png, .json (specification) or .csv")
    printing = commands.add_parser("pdf", help="print the book that is built as one PDF; needs Chromium")
    printing.add_argument("--out", type=Path, default=Path("_build/book.pdf"), help="_build/book.pdf by default")
    describing = commands.add_parser("describe", help="what a table holds and how to extend it")
    describing.add_argument("table")
    comparing = commands.add_parser("diff", help="what changed between two versions of a table, by key")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    accepting = commands.add_parser("accept", help="show what changed in a table and write down that it is meant")
    accepting.add_argument("tables", nargs="*")
    accepting.add_argument("--all", action="store_true", help="every table that differs from its accepted state")
    accepting.add_argument("--why", help="the reason, one sentence; asked for if it is not given")
    accepting.add_argument("--old", type=Path, help="the version accepted before, if it is not in the git history")
    accepting.add_argument("--data", type=Path, help="another data folder")
    args = parser.parse_args(argv)
    if args.command == "accept" and bool(args.tables) == args.all:
        parser.error("accept: name tables, or --all")
    try:
        return run(args)
    except ImportError as error:  # in the zip of the chapters, or before the requirements are installed
        way = (
            "that is for the repository" if args.command in ("build", "live", "pdf", "tidy") else "see requirements.txt"
        )
        print(f"'{args.command}' cannot run here ({error.msg}): {way}", file=sys.stderr)
        return 1


def run(args: argparse.Namespace) -> int:
    if args.command == "build":
        return build()
    if args.command == "live":
        settings.steady([sys.executable, *sys.orig_argv[1:]])
        import explainer.site.live

        return explainer.site.live.main(args.port)
    if args.command == "check":
        from explainer.evidence import check

        return check.main(args.what, folder=args.data, strict=args.strict)
    if args.command == "figure":
        import explainer.site.draw

        return explainer.site.draw.main(args.id, args.out)
    if args.command == "pdf":
        import explainer.site.pdf

        return explainer.site.pdf.main(args.out)
    if args.command == "new":
        import explainer.site.new

        return explainer.site.new.main(args.folder)
    if args.command == "tidy":
        import explainer.site.tidy

        return explainer.site.tidy.main(check=args.check)
    try:
        return accept(args) if args.command == "accept" else maintenance(args)
    except (LookupError, OSError, ValueError) as error:
        print(error.args[0] if isinstance(error, KeyError) else error, file=sys.stderr)
        return 1


def build() -> int:
    """Build; where nothing has changed, say so before what a build needs is imported."""
    settings.steady([sys.executable, *sys.orig_argv[1:]])
    press = None
    with contextlib.suppress(Exception):  # the build itself says what is wrong
        from explainer.site import modules, warm, workplace

        told: list[str] = []
        if workplace.nothing_to_do(workplace.inputs_digest(), told.append):
            print("\n".join([*told, (workplace.SITE / "index.html").as_uri()]))
            return 0
        # the site generator is made ready beside all that comes before it
        press = warm.start(folder.name for folder in modules.packages())
        if press:
            press.load(warm.GENERATOR)
    try:
        import explainer.site.build

        return explainer.site.build.main(press)
    finally:
        if press:
            press.end()


def maintenance(args: argparse.Namespace) -> int:
    from explainer.evidence import describe

    if args.command == "describe":
        print(describe.describe(args.table))
    else:
        lines = describe.diff(args.old, args.new)
        print("\n".join(lines) or "no difference")
    return 0


def accept(args: argparse.Namespace) -> int:
    """Show what changed by key, ask for the reason, write hash and reason down."""
    from explainer.evidence import check, describe, tables

    names = [Path(one).name.removesuffix(".csv") for one in args.tables] or tables.names(args.data)
    files = {p.file for p in check.changed(args.data)}
    names = [name for name in names if tables.resource(name, args.data)["path"] in files]
    if not names:
        print("Nothing to accept: as accepted before.")
        return 0
    for name in names:
        lines = describe.difference(name, args.data, args.old)
        if lines is None and tables.resource(name, args.data).get("hash"):
            print(f"{name}: the version accepted before is not in the git history here (--old FILE gives it)")
        elif lines is not None:
            print(f"{name}:", *check.cut(lines), sep="\n  ")
    why = args.why
    if why is None and sys.stdin.isatty():
        why = input("Why? ")
    print("\n".join(f"accepted  {line}" for line in describe.accept(names, why or "", args.data, old=args.old)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
