"""What sample.xls was made from (README.md beside it): the quirks that .xls files of offices have, all invented."""

from datetime import date

from openpyxl import Workbook

HEADS = [
    "序号", "技工院校\n名称", "当年建档立卡贫困家庭应往届两后生人数（人）", "当年招收建档立卡贫困家庭子女人数(人)",
    "建档立卡贫困家庭子女在校生人数", "建档立卡贫困家庭子女\n毕业生人数(人)", "毕业生就业人数",
    "当年面向建档立卡贫困家庭劳动者开展职业培训人数(人)", "培训后就业创业人数(人)",
]  # fmt: skip
UNIT = "佳木斯市人力资源社会保障局"


def an_old_book() -> Workbook:
    """Merged headings, formulas, an error, a date, a decimal, numbers as text, a merged body, a hidden sheet."""
    book = Workbook()
    ws = book.active
    ws.title = "附件2"
    ws.append(["附件2"])
    ws.append(["技工院校技能脱贫攻坚进展情况表"])
    ws.append([f"填表单位(盖章): {UNIT}", None, None, "填表时间：", date(2020, 12, 3)])
    ws.append(["序号", "技工院校名称", "技工教育情况", *[None] * 4, "职业培训情况"])
    ws.append([None, None, *HEADS[2:]])
    ws.append([1, "佳木斯技师学院", "66", "=10+10", 59, 18, 17, "130人", 94])
    ws.append([2, "示例第一技工学校", date(2020, 12, 3), "=NA()", 0.5, 3, 2, 40, None])
    ws.append([3, "示例第二技工学校", 5, 5, 5, 5, 5, 5, None])
    ws.append(["总计", None, *[f"=SUM({letter}6:{letter}8)" for letter in "CDEFGHI"]])
    ws.append(["填表人：王某(示例)"])
    for place in ("A2:I2", "A4:A5", "B4:B5", "C4:G4", "H4:I4", "I7:I8", "A9:B9"):
        ws.merge_cells(place)
    hidden = book.create_sheet("旧数")
    hidden.append(["示例"])
    hidden.sheet_state = "hidden"
    return book
