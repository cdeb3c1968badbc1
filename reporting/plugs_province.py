"""What the province's pages plug in: the first page's lines and boxes, and their entries at the left."""

from portal import home, nav
from reporting.permissions import BOARD, CITY, CONFIRM, FILL, FINALISE, REVIEW, ROWS_ONLY, TALK, VIEW, VIEW_ROWS
from reporting.presenters import home as words
from reporting.presenters import notes, own_rows, stand_in, tasks
from reporting.queries import waiting

home.fact(10, VIEW_ROWS, words.current_fact)
home.todo(10, CITY, words.own_todos)
home.todo(20, REVIEW, words.review_todos)
home.todo(15, REVIEW, stand_in.stand_in_todos)
home.todo(30, FINALISE, words.issue_todos)
home.todo(40, BOARD, words.missing_todos)
home.todo(50, ROWS_ONLY, tasks.row_todos)
home.count(FILL, waiting.to_fill)
home.count(ROWS_ONLY, waiting.rows_to_fill)
home.count(CONFIRM, waiting.to_confirm)
home.count(REVIEW, waiting.to_review)
home.count(FINALISE, waiting.to_issue)
home.panel(5, TALK, notes.waiting_panel)
home.panel(10, CITY, words.earlier_panel)
home.panel(11, BOARD, words.progress_panel)
home.panel(20, VIEW, words.recent_panel)
home.panel(30, ROWS_ONLY, own_rows.figures_panel)
home.panel(31, ROWS_ONLY, own_rows.pairing_panel)

nav.add(5, "报送看板", "board", BOARD)
nav.add(14, "汇总", "totals-current", VIEW_ROWS)
nav.add(40, "定稿", "issues", FINALISE)
nav.add(60, "历年报表", "history", VIEW_ROWS)
