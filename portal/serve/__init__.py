"""The supervisor behind `make run`: database, worker and web server, started in order and stopped in reverse."""
