"""The files of the reference tables' import: what is read, and what is wrong in it, by the sheet's own rows."""

from dataclasses import dataclass

import tablib
from import_export import results
from import_export.formats import base_formats

from portal.refusal import Refused
from portal.workbook import reader, writer

UNREADABLE = "读不出这个文件:它不是工作簿也不是 CSV,或已损坏。请在 WPS 或 Excel 里另存为“Excel 工作簿(.xlsx)”再上传。"
EMPTY = "文件里没有数据:第1行是表头,数据从第2行起。请先导出一份,照着填。"
HEADING_ROWS = 1
WHOLE_ROW = "本行"


class TableFormat(base_formats.XLSX):
    """A workbook or CSV in, told apart by how the file begins; .xlsx out by the portal's one writer."""

    def get_title(self):
        """What the form says."""
        return "Excel 工作簿(.xlsx)或 CSV"

    def create_dataset(self, in_stream, **kwargs):
        """Read the table; Refused says what to do with a file that is none."""
        workbook = in_stream.startswith((reader.ZIP, reader.OLE))
        found = _first_sheet(in_stream) if workbook else _csv(in_stream)
        if not len(found):
            raise Refused([EMPTY if workbook or len(found.headers or ()) > 1 else UNREADABLE])
        return found

    def export_data(self, dataset, **kwargs):
        """The dataset as a workbook in which no text is a formula."""
        return writer.table_bytes("数据", [writer.Column(head) for head in dataset.headers], dataset, titled=False)


def _first_sheet(content: bytes) -> tablib.Dataset:
    """The first sheet in sight, its first row as headings."""
    sheet = next((one for one in reader.read(content) if not one.hidden), None)
    head, *rows = sheet.rows if sheet and sheet.rows else [[]]
    return tablib.Dataset(*rows, headers=head)


def _csv(content: bytes) -> tablib.Dataset:
    """CSV as offices write it: UTF-8, or the GBK of an old WPS."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return tablib.Dataset().load(text, format="csv")
    raise Refused([UNREADABLE])


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file: the sheet's own row, the heading, what stands there, what to do."""

    row: int
    column: str
    value: str
    message: str


class Result(results.Result):
    """The package's, with every fault of every row in the order of the sheet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.faults: list[Fault] = []

    def append_invalid_row(self, number, row, validation_error):
        """Cells, and rows that a model or a service refuses."""
        super().append_invalid_row(number, row, validation_error)
        for column, messages in self.invalid_rows[-1].error_dict.items():
            shown = str(row[column]) if row.get(column) is not None else ""
            self.faults += [Fault(number + HEADING_ROWS, column, shown, text) for text in messages]

    def append_error_row(self, number, row, errors):
        """What nothing foresaw: said without the words of a program."""
        super().append_error_row(number, row, errors)
        for one in errors:
            words = one.error.messages if isinstance(one.error, Refused) else ["这一行不能导入,请核对各列后重新上传。"]
            self.faults += [Fault(number + HEADING_ROWS, WHOLE_ROW, "", text) for text in words]

    @property
    def file_faults(self) -> list[str]:
        """What is wrong with the file itself; then its rows say nothing."""
        return [text for one in self.base_errors for text in _words(one.error)]


def _words(error: Exception) -> list[str]:
    return error.messages if isinstance(error, Refused) else [UNREADABLE]
