"""The small library behind the explainer: data in, sourced figures and pages out."""

__version__ = "0.1.0"
