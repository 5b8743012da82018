"""The rules of Pocket Network, room by room from the bytes up: pure, typed, contract-annotated.

`numbers`, `encoding`, `crypto`, `smst`, `relay`, `session`, `claims`, `settlement`; `morse` is the v0 network.
A rule never reaches into a later room. Refusals are `rejections.Rejected`; what is claimed about the rules stands in
the `theorems` module of each room.
"""
