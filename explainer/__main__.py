"""Command line: `python -m explainer build | check | describe TABLE | diff OLD NEW`."""

from __future__ import annotations

import argparse
import sys


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m explainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="run the chapters and write the site to _build/html")
    checking = commands.add_parser("check", help="validate data/ against datapackage.json and the book's own rules")
    checking.add_argument("folder", nargs="?", help="another data folder")
    args = parser.parse_args(argv)
    if args.command == "build":
        from explainer import build

        return build.main()
    from explainer import check

    return check.main(args.folder)


if __name__ == "__main__":
    sys.exit(main())
