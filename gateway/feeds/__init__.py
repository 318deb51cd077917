"""The feed under `/v1`: one file per product, one success shape, one error shape (`contract.md` §5)."""
