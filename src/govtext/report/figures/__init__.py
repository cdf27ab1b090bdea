"""Figures for a thesis: svg, png and pdf of each."""
