"""The worker's side of mail: makes messages of rows and sends them."""
