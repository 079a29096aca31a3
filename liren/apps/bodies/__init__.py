"""机构 Bodies: departments, subdistrict offices, committees, companies: who may be asked for what.

Words: body 机构, function 职能. Below: places. Above: cases asks here who is competent.
"""
