"""Words for people: what apps, kinds of rows and facts are called in the role page and the log."""

from collections.abc import Mapping

from liren.kernel.base.choices import _, in_context

WORDS: Mapping[str, Mapping[str, object]] = {
    # rows that the record calls by name: of these everyone may know what they are called
    "public": dict.fromkeys(("access.area", "access.body", "cases.casekind")),
    "apps": {
        "cases": _("事件"),
        "places": in_context("many", "辖区"),
        "bodies": _("机构"),
        "access": _("账户与权限"),
        "policy": _("政策与日历"),
        "audit": _("审计"),
        "site": _("系统运行"),
    },
    "subjects": {
        "cases.case": in_context("one", "事件"),
        "cases.casekind": in_context("one", "事件类型"),
        "cases.savedview": in_context("one", "常用视图"),
        "access.user": in_context("one", "账户"),
        "access.token": in_context("one", "接口令牌"),
        "access.area": in_context("one", "辖区"),
        "access.body": in_context("one", "机构"),
        "policy.year": in_context("one", "日历年度"),
    },
    "facts": {
        "reason": _("理由"),
        "outcome": _("办理结果"),
        "note": _("说明"),
        "text": _("情况说明"),
        "description": _("情况说明"),
        "title": _("标题"),
        "address": _("地址"),
        "kind": _("类型"),
        "body": _("承办机构"),
        "bodies": _("承办机构"),
        "handler": _("处置人"),
        "stars": _("评价"),
        "comment": _("评语"),
        "passed": _("核查通过"),
        "channel": _("来源渠道"),
        "source": _("来源"),
        "lng": _("经度"),
        "lat": _("纬度"),
        "area": _("辖区"),
        "day": _("日期"),
        "works": _("上班"),
        "name": _("名称"),
        "scopes": _("权限范围"),
        "until": _("有效期至"),
        "language": _("语言"),
        "large": _("大字版"),
        "sessions": _("登录设备"),
        "password": _("密码"),
        "digest": _("令牌指纹"),
        "query": _("筛选条件"),
        "refused": _("未办成的原因"),
    },
}
