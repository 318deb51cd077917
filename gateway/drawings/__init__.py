"""Drawings as SVG, without a browser, a script or a style sheet: what the highlights and the plots share."""
