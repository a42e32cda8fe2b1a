"""What the tests stand on: databases, servers, browsers. No knowledge of what is tested."""
