"""告示 Notices: what offices make known, and the portal on which residents read it.

Words: bulletin 告示, home 所在社区, board 社区首页. Below: cases (what I reported, one main step),
bodies and places (whom to ask). Above: lineage, which moves everything along.
"""
