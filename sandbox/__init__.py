"""A telco in a box: handsets, and providers that behave or misbehave; to the gateway it is HTTP."""
