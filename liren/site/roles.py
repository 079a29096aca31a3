"""The whole matrix: what each role may do. It is shown in the product as a page of its own.

`reporter`, `self` are not given to anybody: they follow from the row. `system` is the worker.
"""

from collections.abc import Mapping

from liren.kernel.base.choices import _

EVERYONE = frozenset(
    {
        "places.view",
        "places.dwellings",
        "bodies.view",
        "offices.view",
        "cases.kinds",
        "cases.report",
        "access.roles",
        "access.issue_token",
        "policy.view",
    }
)
DESK = EVERYONE | {
    "access.act_for",
    "access.reveal",
    "cases.view",
    "cases.accept",
    "cases.reject",
    "cases.self_handle",
    "cases.dispatch",
    "cases.verify",
    "cases.close",
    "cases.add_picture",
    "cases.remove_picture",
    "cases.redact_picture",
    "cases.ask",
    "cases.export",
    "cases.save_view",
}
HANDLER = EVERYONE | {
    "access.reveal",
    "cases.view",
    "cases.sign",
    "cases.return",
    "cases.handle",
    "cases.feed_back",
    "cases.ask",
    "cases.add_picture",
    "cases.export",
    "cases.save_view",
}
READER = EVERYONE | {"cases.view", "cases.export", "cases.save_view"}

# who plans the borders of communities; another person agrees
PLANS = frozenset({"lineage.view"})
# grids are drawn by the subdistrict with the district: departments use them and draw none
GRIDS = frozenset(
    {"places.draw_grid", "places.redraw_grid", "places.close_grid", "places.import_grids"}
)
PLANNER = (
    PLANS | GRIDS | {"lineage.draft", "lineage.assign", "lineage.propose", "lineage.withdraw"}
)
AGREES = frozenset({"lineage.consent", "lineage.refuse", "lineage.carry_out"})

# what the rules give an area: read, declared by one, confirmed by another
FIGURES = frozenset({"standards.view", "standards.export"})
FACTS = FIGURES | {"standards.declare", "standards.confirm"}
# values of rules: proposed by one, agreed to by another; each takes back only what is one's own
RULES = frozenset({"policy.consent", "policy.refuse"})
# who sees who holds what; who fills posts; who makes them
HOLDERS = frozenset({"offices.view_grants", "offices.export"})
FILLS = HOLDERS | {
    "offices.appoint",
    "offices.end",
    "offices.extend",
    "offices.deputise",
    "offices.end_deputy",
}
STAFFS = FILLS | {"offices.create_post", "offices.change_post", "offices.abolish_post"}
# the register of estates, buildings and dwellings; ending them is another matter
HOUSES = frozenset(
    {
        "places.add_estate",
        "places.change_estate",
        "places.add_building",
        "places.change_building",
        "places.lay_out",
        "places.add_dwelling",
        "places.change_dwelling",
        "places.close_dwelling",
        "places.import_estates",
        "places.export_estates",
        "places.describe",
    }
)
LANDS = HOUSES | {"places.close_estate", "places.close_building"}

# bodies: kept up to date by those who work there; founded, ended, joined by those above
KEEPS_BODIES = frozenset({"bodies.change", "bodies.count_members"})
FOUNDS = KEEPS_BODIES | {"bodies.found", "bodies.dissolve"}
JOINS = FOUNDS | {"bodies.relate", "bodies.end_relation"}

# robots and programs that are told what concerns one's bodies
TELLS = frozenset(
    {"tell.view_endpoints", "tell.add_endpoint", "tell.try_endpoint", "tell.end_endpoint"}
)

# what residents are told: written by many, released by those who answer for it
WRITES = frozenset({"notices.view", "notices.draft", "notices.change"})
RELEASES = WRITES | {"notices.publish", "notices.withdraw"}

# a way back in for officials; of administrators one opens it and another agrees
RECOVERS = frozenset(
    {"access.view_recoveries", "access.agree_recovery", "access.withdraw_recovery"}
)

# the record: read, taken along, checked as a whole
AUDITS = frozenset({"audit.view", "audit.export", "audit.verify"})

ROLES: Mapping[str, frozenset[str]] = {
    "resident": frozenset(
        {"places.view", "bodies.view", "cases.kinds", "cases.report", "cases.join"}
    ),
    "grid_worker": EVERYONE
    | {"access.reveal", "cases.view", "cases.self_handle", "cases.verify", "cases.add_picture"},
    "community_worker": KEEPS_BODIES | WRITES | HOUSES | FACTS | DESK | HANDLER,
    "community_head": TELLS
    | FOUNDS
    | RELEASES
    | LANDS
    | FILLS
    | FACTS
    | DESK
    | HANDLER
    | {"cases.reopen"},
    "station_head": KEEPS_BODIES | RELEASES | LANDS | FACTS | DESK | HANDLER | {"cases.reopen"},
    "rc_member": FIGURES | READER | {"cases.self_handle", "cases.verify", "cases.add_picture"},
    "department_clerk": HANDLER,
    "department_head": HANDLER,
    "subdistrict_desk": KEEPS_BODIES | WRITES | HOUSES | FACTS | PLANS | DESK,
    "subdistrict_head": TELLS
    | RELEASES
    | JOINS
    | LANDS
    | STAFFS
    | FACTS
    | PLANNER
    | DESK
    | {"cases.reopen", "audit.view", "audit.export"},
    "district_office": JOINS
    | RELEASES
    | LANDS
    | {"places.adopt"}
    | STAFFS
    | PLANNER
    | AGREES
    | READER
    | FACTS
    | RULES
    | {"policy.propose"}
    | {"cases.reopen", "policy.set_day", "policy.clear_day", "policy.publish_year"},
    "district_finance": FACTS | RULES | PLANS | READER,
    "property_company": HANDLER,
    "supervisor": HOLDERS | FIGURES | PLANS | READER | {"audit.view", "audit.export"},
    "auditor": HOLDERS | FIGURES | PLANS | READER | AUDITS,
    "system_administrator": frozenset({"places.adopt"})
    | EVERYONE
    | HOLDERS
    | {"offices.give", "offices.take"}
    | TELLS
    | RECOVERS
    | {"access.open_recovery"}
    | {"tell.view_deliveries", "tell.retry", "tell.drop"}
    | {"site.metrics", "policy.set_day", "policy.clear_day", "policy.publish_year"},
    "security_administrator": EVERYONE
    | STAFFS
    | RECOVERS
    | {"access.open_recovery", "access.link_login", "access.unlink_login"}
    | {"offices.give", "offices.take", "offices.hand_over"}
    | {"access.view_accounts", "access.unlock", "access.end_sessions"}
    | {"access.create_account", "access.deactivate", "access.reactivate"}
    | {"access.reset_password"},
    "audit_administrator": HOLDERS | EVERYONE | AUDITS | RECOVERS,
    "reporter": frozenset(
        {"cases.view", "cases.rate", "cases.reopen", "cases.add_picture", "cases.answer"}
    ),
    "self": frozenset(
        {
            "access.issue_token",
            "access.revoke_token",
            "access.end_session",
            "access.change_settings",
            "access.change_password",
            "access.set_email",
            "access.link_login",
            "access.unlink_login",
            "access.looks",
            "access.set_second_factor",
            "access.drop_second_factor",
            "access.renew_recovery_codes",
            "cases.save_view",
            "cases.drop_view",
            "cases.remove_picture",
            "notices.choose_home",
            "policy.withdraw",
            "tell.read",
            "tell.read_all",
            "tell.choose",
        }
    ),
    "system": frozenset(
        {
            "access.create_account",
            "access.reset_password",
            "access.open_recovery",
            "access.deactivate",
        }
        | {"offices.give", "offices.end", "offices.end_deputy"}
    )
    | frozenset({"lineage.carry_out", "cases.view", "cases.report_open"}),
}

NAMES: Mapping[str, object] = {
    "resident": _("居民"),
    "grid_worker": _("网格员"),
    "community_worker": _("社区工作者"),
    "community_head": _("社区书记、主任"),
    "station_head": _("社区工作站站长"),
    "rc_member": _("居委会委员"),
    "department_clerk": _("部门经办人"),
    "department_head": _("部门负责人"),
    "subdistrict_desk": _("街道受理席"),
    "subdistrict_head": _("街道负责人"),
    "district_office": _("区社区办"),
    "district_finance": _("区财政"),
    "property_company": _("物业企业"),
    "supervisor": _("监督员"),
    "auditor": _("审计员"),
    "system_administrator": _("系统管理员"),
    "security_administrator": _("安全管理员"),
    "audit_administrator": _("审计管理员"),
    "reporter": _("反映人本人"),
    "self": _("本人"),
    "system": _("系统"),
}

VERBS: Mapping[str, object] = {
    "places.view": _("查看辖区"),
    "places.describe": _("修改辖区基本情况"),
    "places.adopt": _("接管全国清单里的区划"),
    "places.add_estate": _("登记小区"),
    "places.change_estate": _("修改小区"),
    "places.close_estate": _("撤销小区"),
    "places.add_building": _("登记楼栋"),
    "places.change_building": _("修改楼栋"),
    "places.close_building": _("撤销楼栋"),
    "places.lay_out": _("排户室"),
    "places.dwellings": _("查看户室"),
    "places.add_dwelling": _("登记户室"),
    "places.change_dwelling": _("修改户室"),
    "places.close_dwelling": _("撤销户室"),
    "places.import_estates": _("从表格导入小区"),
    "places.export_estates": _("导出小区"),
    "places.draw_grid": _("划网格"),
    "places.redraw_grid": _("改网格界线"),
    "places.close_grid": _("撤销网格"),
    "places.import_grids": _("导入网格"),
    "lineage.view": _("查看辖区调整"),
    "lineage.draft": _("起草辖区调整"),
    "lineage.assign": _("分配承接社区"),
    "lineage.propose": _("提请批准辖区调整"),
    "lineage.consent": _("批准辖区调整"),
    "lineage.refuse": _("不批准辖区调整"),
    "lineage.withdraw": _("撤回辖区调整"),
    "lineage.carry_out": _("执行辖区调整"),
    "bodies.view": _("查看机构"),
    "bodies.found": _("设立机构"),
    "bodies.change": _("修改机构信息"),
    "bodies.dissolve": _("撤销机构"),
    "bodies.count_members": _("登记机构人数"),
    "bodies.relate": _("登记机构关系"),
    "bodies.end_relation": _("终止机构关系"),
    "offices.view": _("查看岗位"),
    "offices.create_post": _("设立岗位"),
    "offices.change_post": _("修改岗位"),
    "offices.abolish_post": _("撤销岗位"),
    "offices.appoint": _("任用人员"),
    "offices.end": _("结束任职"),
    "offices.extend": _("调整任期"),
    "offices.deputise": _("指定代理人"),
    "offices.end_deputy": _("结束代理"),
    "offices.view_grants": _("查看谁有什么授权"),
    "offices.export": _("导出授权清单"),
    "offices.give": _("授予角色"),
    "offices.take": _("收回授权"),
    "offices.hand_over": _("办理离岗交接"),
    "cases.kinds": _("查看事件类型"),
    "cases.view": _("查看事件"),
    "cases.report": _("上报事件"),
    "cases.accept": _("受理"),
    "cases.reject": _("不予受理"),
    "cases.self_handle": _("自行处置"),
    "cases.dispatch": _("派遣"),
    "cases.sign": _("签收"),
    "cases.return": _("退回"),
    "cases.handle": _("记录处置进展"),
    "cases.feed_back": _("反馈处置结果"),
    "cases.verify": _("核查"),
    "cases.close": _("结案"),
    "cases.reopen": _("重新办理"),
    "cases.rate": _("评价"),
    "cases.ask": _("问反映人"),
    "cases.answer": _("回答问题"),
    "cases.join": _("附议"),
    "cases.report_open": _("受理未登录上报"),
    "cases.add_picture": _("补充照片"),
    "cases.remove_picture": _("撤下照片"),
    "cases.redact_picture": _("遮盖照片"),
    "cases.export": _("导出清单"),
    "cases.save_view": _("保存常用视图"),
    "cases.drop_view": _("删除常用视图"),
    "notices.view": _("查看告示"),
    "notices.draft": _("起草告示"),
    "notices.change": _("修改告示"),
    "notices.publish": _("发布告示"),
    "notices.withdraw": _("撤回告示"),
    "notices.choose_home": _("选择所在社区"),
    "access.act_for": _("代居民办理"),
    "access.roles": _("查看角色与权限"),
    "access.issue_token": _("签发接口令牌"),
    "access.revoke_token": _("吊销接口令牌"),
    "access.end_session": _("退出自己的登录设备"),
    "access.end_sessions": _("强制退出登录"),
    "access.change_settings": _("修改个人设置"),
    "access.change_password": _("修改密码"),
    "access.view_recoveries": _("查看账户找回"),
    "access.open_recovery": _("开出找回链接"),
    "access.agree_recovery": _("同意找回"),
    "access.withdraw_recovery": _("撤回找回链接"),
    "access.link_login": _("关联其他登录方式"),
    "access.unlink_login": _("解除其他登录方式"),
    "access.set_email": _("登记电子邮箱"),
    "access.reveal": _("查看隐藏的号码"),
    "access.looks": _("查看谁看过自己的信息"),
    "access.set_second_factor": _("设置两步验证"),
    "access.drop_second_factor": _("停用两步验证"),
    "access.renew_recovery_codes": _("更换恢复码"),
    "access.view_accounts": _("查看账户与登录失败"),
    "access.unlock": _("解除登录锁定"),
    "access.create_account": _("建立工作账户"),
    "access.deactivate": _("停用账户"),
    "access.reactivate": _("启用账户"),
    "access.reset_password": _("重设首次密码"),
    "policy.view": _("查看政策参数与日历"),
    "policy.propose": _("提出参数新值"),
    "policy.consent": _("同意参数变更"),
    "policy.refuse": _("不同意参数变更"),
    "policy.withdraw": _("撤回参数变更"),
    "policy.set_day": _("登记调休日"),
    "policy.clear_day": _("删除调休日"),
    "policy.publish_year": _("确认年度日历"),
    "standards.view": _("查看标准测算"),
    "standards.declare": _("填报底数"),
    "standards.confirm": _("复核底数"),
    "standards.export": _("导出测算表"),
    "audit.view": _("查看审计记录"),
    "audit.export": _("导出审计记录"),
    "audit.verify": _("核验审计链"),
    "tell.read": _("打开通知"),
    "tell.read_all": _("全部标为已读"),
    "tell.choose": _("选择通知方式"),
    "tell.view_endpoints": _("查看消息接收端"),
    "tell.add_endpoint": _("新建消息接收端"),
    "tell.try_endpoint": _("测试消息接收端"),
    "tell.end_endpoint": _("停用消息接收端"),
    "tell.view_deliveries": _("查看投递记录"),
    "tell.retry": _("重新投递"),
    "tell.drop": _("放弃投递"),
    "site.metrics": _("查看运行指标"),
}
