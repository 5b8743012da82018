"""The relay miner: serves relays over HTTP and WebSocket, counts them, claims them, proves them."""
