"""What can be done to many complaints at once. Each action does only what this person could do one by one."""
