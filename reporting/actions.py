"""The audit's words for what happens to filings outside of their machines (those declare their own steps)."""

from portal.audit import declare
from portal.audit_words import describe, place_by
from reporting.queries.places import places

declare("filing.cell", "填写单元格")
declare("filing.view", "查看他单位填报")
declare("filing.explain", "填写审核说明")
declare("filing.release_check", "准强制放行")
declare("filing.row_add", "增加填报行")
declare("filing.row_strike", "注明本行不填")
declare("filing.phone", "修改填报联系电话")
declare("filing.print", "打印填报表")
declare("filing.export", "导出填报表")
declare("filing.scan", "上传盖章扫描件")
declare("filing.scan_view", "查看盖章扫描件")
declare("filing.read_workbook", "读入填报工作簿")
declare("slip.unchanged", "退回项核对无误")
describe(
    row="行", column="列", version="版本", check="审核公式", slip="单号", items="格数", item="项", answer="答复",
    late="迟报天数", nil="零报告", number="单号序", asked="申请延至", form="表号", lines="行数", edition="版次",
    digest="定义摘要", replaced="替换原定义", columns="改名的列", explanation="说明编号", field="时间项",
    stood_in="代录", file="文件",
)  # fmt: skip
place_by("reporting.filing", places)
