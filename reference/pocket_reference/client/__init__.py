"""A gateway's side of relays: builds and ring-signs requests, sends them to suppliers, and verifies their responses."""
