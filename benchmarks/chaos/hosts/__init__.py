"""Every program of a house on a machine of its own: network namespaces on one bridge, cut by nftables."""
