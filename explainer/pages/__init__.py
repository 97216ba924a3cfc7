"""Pieces of pages that are made from tables: html, languages, numbers in prose, catalog, bibliography."""
