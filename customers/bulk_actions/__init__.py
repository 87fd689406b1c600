"""What can be done to many customers at once. Apps above add theirs with jobs.bulk.register_action("customers", …)."""
