"""The stock of type (IBM Plex Sans, SIL Open Font License 1.1, see LICENSE.txt) and the script that made it."""
