"""经费: where money comes from, what it is for, who owes it, who spent it, and who can read that.

Two spheres lie in the books and never mix. Promises: what a body promised (`promise/…`, below
nothing) is a pledge, then held for one task, then a claim of one community, and goes back when it
is paid or falls away. Cash: what was paid in (`cash/…`, below nothing) is a deposit or lies in a
purse, is held for a purchase, and is spent. Stands on `duties` and the ledger; `duties` asks
through one setting whether money is there.

Words: 经费来源 fund, 专款 earmark, 经费账户 purse, 应付款 claim, 拨款 remittance, 预算 budget,
支出 spending, 核定 entitlement, 公开 disclosure.
"""
