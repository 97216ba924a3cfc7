"""The topic, a folder per part of the book: plain names measure, `*_charts` draw, `*_html` write."""
