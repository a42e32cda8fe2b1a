"""Reading running cases for pages: nothing here locks, writes or knows a request."""
