"""The acceptance scenarios: exact inputs through the real webhooks, exact results from the real store."""
