"""辖区调整 Lineage: communities are split, merged, renamed and redrawn; none is forgotten.

Words: change 调整, successor 承接社区, descent 沿革, custody 代管. Below: everything that lies in
an area, because a change moves it along. Above: nothing.
"""
