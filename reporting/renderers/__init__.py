"""What a filing looks like on screen and paper; each module takes a FormSpec, none names a form or a column."""
