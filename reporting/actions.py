"""The audit's words for what happens to filings outside of their machines (those declare their own steps)."""

from portal.audit import declare

declare("filing.cell", "填写单元格")
declare("filing.view", "查看他单位填报")
declare("filing.explain", "填写审核说明")
declare("filing.release_check", "准强制放行")
declare("filing.row_add", "增加填报行")
declare("filing.row_strike", "注明本行不填")
declare("filing.phone", "修改联系电话")
declare("filing.print", "打印填报表")
declare("filing.export", "导出填报表")
declare("filing.read_workbook", "读入填报工作簿")
declare("slip.unchanged", "退回项核对无误")
