"""人房 People and homes: who lives where, since when and with whom, known once and well kept.

Words: person 人员, household 户, stay 居住登记, hukou 户籍, event 人口变动, tag 标签,
tenancy 租赁, visit 走访, consent 同意. Below: places (dwellings), bodies. Above: cases and all
that concerns somebody ask here.
"""
