"""What many articles say together: stories that copies of one report make, and events that several outlets tell.

Functions from values to values; where the values lie and go to is the business of `kawat.run.link`.
"""
