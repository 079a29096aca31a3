"""事项 Duties: what may be asked of a community, by whom, on what basis, and with what money.

Words: list 清单, version 版本, entry 事项, policy document 政策文件, application 准入申请,
cover 经费保障, gate 准入关口, assignment 交办, refusal 拒办, emergency 应急例外, burden 负担,
estimate 工时估计. Below: people (what is known already), bodies, places. Above: cases, which ask
the gate before a department's matter reaches a community.
"""
