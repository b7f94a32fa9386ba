"""The web server: what stands between the network and the portal's pages."""
