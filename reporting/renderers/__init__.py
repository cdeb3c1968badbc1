"""What a filing looks like on the screen and on paper; each module takes a FormSpec and none names a form or a column."""
