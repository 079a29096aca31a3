"""What the steps of a payment and of a purchase say: buttons, what they bring, what was done."""

from collections.abc import Mapping

from liren.kernel.base.choices import _

BUTTONS: Mapping[str, object] = {
    "money.ask": _("申请支出"),
    "money.approve": _("批准支出"),
    "money.refuse": _("不批准支出"),
    "money.withdraw": _("撤回支出"),
    "money.accept": _("验收支出"),
    "money.pay": _("登记付款"),
    "money.undo_payment": _("登记退票"),
    "money.settle": _("核销结算"),
    "money.add_invoice": _("上传发票"),
    "money.remove_invoice": _("撤下发票"),
    "money.need_service": _("提出服务需求"),
    "money.budget_purchase": _("落实购买预算"),
    "money.open_purchase": _("征集报价"),
    "money.add_offer": _("登记报价"),
    "money.send_offer": _("密封报价"),
    "money.withdraw_offer": _("撤回报价"),
    "money.extend_offers": _("延长征集"),
    "money.open_offers": _("开启报价"),
    "money.choose_offer": _("比选报价"),
    "money.sign_contract": _("签订合同"),
    "money.log_service": _("登记履行记录"),
    "money.strike_log": _("划除履行记录"),
    "money.report_service": _("报告服务完成"),
    "money.record_service": _("代登服务完成"),
    "money.accept_service": _("验收服务"),
    "money.return_service": _("退回重做"),
    "money.pay_purchase": _("申请支付服务费"),
    "money.rate_purchase": _("评价服务"),
    "money.cancel_purchase": _("取消购买"),
}
GRAVE = frozenset(
    {"money.refuse", "money.withdraw", "money.undo_payment", "money.cancel_purchase"}
    | {"money.remove_invoice", "money.withdraw_offer", "money.strike_log"}
)
LEADS: Mapping[str, object] = {
    "money.approve": _("批准后可以采购或请人来做，验收以后再付款。批准人不能登记这笔付款。"),
    "money.refuse": _("预留的钱会回到经费账户，申请人能看到理由。"),
    "money.withdraw": _("预留的钱会回到经费账户，这笔支出不能再恢复。"),
    "money.accept": _("按实际收到的填。比批准的少，多预留的钱会回到经费账户。"),
    "money.pay": _("银行付出去以后再登记。登记后记入账本，错了只能用冲销更正。"),
    "money.undo_payment": _("银行退回时登记：账本记一笔冲销，这笔支出回到待付款。"),
    "money.settle": _("核对发票和收据。付款登记人不能核销自己登记的付款。"),
    "money.budget_purchase": _("按最高限额在经费账户里预留，签订合同后多余的部分退回。"),
    "money.add_offer": _(
        "一家报一次。询价和招标的报价登记后密封，截止以后一起开启，之前谁也看不到。"
    ),
    "money.send_offer": _(
        "提交后密封：截止以前谁也看不到内容，包括工作人员和您自己。"
        "截止以前可以重新报，以最后一次为准。"
    ),
    "money.withdraw_offer": _("撤回后社区看不到这份报价；截止以前还可以再报。"),
    "money.extend_offers": _("新的截止日期对所有单位有效，已收到的报价继续密封。"),
    "money.open_offers": _(
        "全部报价一起开启，开启以后不能再报、再改。谁在什么时候开启会记录下来。"
    ),
    "money.log_service": _("做一次登记一次，验收时按它核对数量。照片和签到表可以一起上传。"),
    "money.strike_log": _("划除后不再计数，凭证撤下，记录和理由保留。"),
    "money.record_service": _("承接单位没有账户、只交了纸质报告的，由社区代为登记。"),
    "money.return_service": _("退回后承接单位补做，再报告完成。"),
    "money.pay_purchase": _("会生成一笔支出，按金额由有权的负责人审批，付款后这里自动更新。"),
    "money.rate_purchase": _("评价会公开给居民，也给下次购买的人参考。"),
    "money.cancel_purchase": _("预留的钱会回到经费账户，取消后不能恢复。"),
}
SAID: Mapping[str, object] = {
    "money.approve": _("已批准，可以采购了。"),
    "money.refuse": _("已退回申请人，预留的钱已释放。"),
    "money.withdraw": _("已撤回，预留的钱已释放。"),
    "money.accept": _("已验收，等待付款。"),
    "money.pay": _("已登记付款，已记入账本。"),
    "money.undo_payment": _("已冲销这笔付款，回到待付款。"),
    "money.settle": _("已核销结算，这笔支出办完了。"),
    "money.add_invoice": _("发票已上传。"),
    "money.remove_invoice": _("已撤下，理由已留存。"),
    "money.budget_purchase": _("预算已落实，钱已预留。"),
    "money.open_purchase": _("可以登记报价了。"),
    "money.add_offer": _("报价已登记。"),
    "money.send_offer": _("报价已密封收存，截止以后开启。"),
    "money.withdraw_offer": _("报价已撤回。"),
    "money.extend_offers": _("征集已延长，各单位都能看到新的日期。"),
    "money.open_offers": _("报价已开启，可以比选了。"),
    "money.log_service": _("已登记。全部做完以后，请报告服务完成。"),
    "money.strike_log": _("已划除，理由已留存。"),
    "money.choose_offer": _("已选定承接单位，可以签合同了。"),
    "money.sign_contract": _("合同已登记。"),
    "money.report_service": _("已报告完成，等待社区验收。"),
    "money.record_service": _("已登记完成，等待验收。"),
    "money.accept_service": _("已验收，可以申请付款。"),
    "money.return_service": _("已退回，承接单位能看到原因。"),
    "money.pay_purchase": _("已生成一笔支出，等待审批。"),
    "money.rate_purchase": _("已评价，感谢您。"),
    "money.cancel_purchase": _("已取消，预留的钱已释放。"),
}
