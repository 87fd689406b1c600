"""Mail as it comes in: read from a server, taken apart, understood. Nothing here knows complaints or writes rows."""
