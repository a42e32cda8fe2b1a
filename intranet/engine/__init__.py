"""The engine: reads, proves and plans any process; pure, so it knows no web, no database and no clock."""
