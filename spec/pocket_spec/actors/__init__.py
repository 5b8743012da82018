"""Who takes part: applications, gateways, suppliers and services."""
