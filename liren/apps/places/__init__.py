"""辖区 Territory: which community and grid a point, an address or a code belongs to.

Words: area 辖区, grid 网格. Below: nothing. Above: every other app asks here where something is.
"""
