"""标准测算 Standards: what the rules give each area, from facts that somebody declared.

Words: declared figure 底数, figure 测算值, parameter change 参数变更, consent 会签,
trial 假设测算.
Below: places (which area), the policy engine of the kernel (parameters, formulas, figures).
"""
