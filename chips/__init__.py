"""The topic: measures (plain names), drawings (`*_charts`) and pieces of pages (`*_html`).

A folder per part of the book."""
