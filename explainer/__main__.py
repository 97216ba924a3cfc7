"""Command line: `python -m explainer build | check | tidy | describe TABLE | diff OLD NEW`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m explainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="run the chapters and write the site to _build/html")
    checking = commands.add_parser("check", help="validate data/ against datapackage.json and the book's own rules")
    checking.add_argument("folder", nargs="?", help="another data folder")
    commands.add_parser("tidy", help="write chapters in the form in which JupyterLab saves them")
    describing = commands.add_parser("describe", help="what a table holds and how to extend it")
    describing.add_argument("table")
    comparing = commands.add_parser("diff", help="what changed between two versions of a table, by key")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    args = parser.parse_args(argv)
    try:
        return run(args)
    except ImportError as error:  # in the zip of a chapter, or before the requirements are installed
        way = "that is for the repository" if args.command in ("build", "tidy") else "see requirements.txt"
        print(f"'{args.command}' cannot run here ({error.msg}): {way}", file=sys.stderr)
        return 1


def run(args: argparse.Namespace) -> int:
    if args.command == "build":
        import explainer.build

        return explainer.build.main()
    if args.command == "check":
        from explainer import check

        return check.main(args.folder)
    if args.command == "tidy":
        import explainer.tidy

        return explainer.tidy.main()
    return maintain(args)


def maintain(args: argparse.Namespace) -> int:
    from explainer import data, maintain

    try:
        if args.command == "describe":
            print(maintain.describe(args.table))
        else:
            lines = maintain.diff(args.old, args.new)
            print("\n".join(lines) or "no difference")
    except (KeyError, OSError, data.DataError) as error:
        print(error.args[0] if isinstance(error, KeyError) else error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
